package items

// optional returns nil for an empty cell.
func optional(r *row, column int) *string {
	if r.cells[column] == "" {
		return nil
	}
	return &r.cells[column]
}
