package register

import "encoding/binary"

// lowerASCII writes text in ASCII lower case to lower, which is as long. Bytes from 0x80 on stay as they are, so
// UTF-8 stays UTF-8.
func lowerASCII(lower []byte, text string) {
	for len(text) >= 8 && len(lower) >= 8 {
		word := uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
			uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
		binary.LittleEndian.PutUint64(lower, lowerWord(word))
		text, lower = text[8:], lower[8:]
	}
	for i := range lower {
		lower[i] = byte(lowerWord(uint64(text[i])))
	}
}

// lowerWord does eight bytes at a time, without a branch: the top bit of each byte of upper says whether it is a
// capital, and lies two bits above the one that makes it small.
func lowerWord(word uint64) uint64 {
	const each = 0x0101010101010101
	low := word & (0x7f * each)
	fromA := low + (0x80-'A')*each
	aboveZ := low + (0x7f-'Z')*each
	upper := (fromA ^ aboveZ) &^ word & (0x80 * each)
	return word | upper>>2
}

// domain returns the part of an address behind its last `@`, all of it where there is none.
func domain(email []byte) []byte {
	for i := len(email) - 1; i >= 0; i-- {
		if email[i] == '@' {
			return email[i+1:]
		}
	}
	return email
}
