package items

func boolean(r *row, column int) bool {
	cell := r.cells[column]
	if cell != "true" && cell != "false" {
		r.reject(column, "must be true or false")
	}
	return cell == "true"
}
