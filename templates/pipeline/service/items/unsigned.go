package items

import "strconv"

func unsigned[T uint8 | uint16 | uint32 | uint64](r *row, column, bits int) T {
	value, err := strconv.ParseUint(r.cells[column], 10, bits)
	if err != nil {
		highest := uint64(1)<<bits - 1
		r.reject(column, "must be a whole number from 0 to "+strconv.FormatUint(highest, 10))
	}
	return T(value)
}
