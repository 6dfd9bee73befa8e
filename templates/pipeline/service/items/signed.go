package items

import "strconv"

func signed[T int8 | int16 | int32 | int64](r *row, column, bits int) T {
	value, err := strconv.ParseInt(r.cells[column], 10, bits)
	if err != nil {
		lowest := int64(-1) << (bits - 1)
		r.reject(column, "must be a whole number from "+strconv.FormatInt(lowest, 10)+" to "+strconv.FormatInt(^lowest, 10))
	}
	return T(value)
}
