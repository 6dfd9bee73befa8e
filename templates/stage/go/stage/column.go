package stage

// Map returns the column of what change makes of each value: all of them one after the other in one text, and where each
// of them ends. It panics where an end descends or lies outside the text, which the contract makes the caller's bug.
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
