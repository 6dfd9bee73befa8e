package items

import "strconv"

func float(r *row, column int) float64 {
	value, err := strconv.ParseFloat(r.cells[column], 64)
	if err != nil {
		r.reject(column, "must be a number")
	}
	return value
}
