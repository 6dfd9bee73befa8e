package stage

// Map applies a function to each value of a column. It returns the new values in one text, and the end of each. It panics
// if an end descends or lies outside the text, which is a bug of the caller.
func Map(text string, ends []uint32, change func(string) string) (string, []uint32) {
	changed := make([]byte, 0, len(text))
	changedEnds := make([]uint32, len(ends))
	start := uint32(0)
	for i, end := range ends {
		changed = append(changed, change(text[start:end])...)
		changedEnds[i] = uint32(len(changed))
		start = end
	}
	return string(changed), changedEnds
}
