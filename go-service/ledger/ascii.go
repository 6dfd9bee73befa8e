package ledger

import "math/bits"

const each = 0x0101010101010101 // times a byte: a word of that byte

// lowerASCII writes text in ASCII lower case to lower, which is as long. Bytes from 0x80 on stay as they are, so
// UTF-8 stays UTF-8.
//
//go:nobounds
func lowerASCII(lower []byte, text string) {
	i := 0
	for ; i <= len(text)-8; i += 8 {
		word := uint64(text[i]) | uint64(text[i+1])<<8 | uint64(text[i+2])<<16 | uint64(text[i+3])<<24 |
			uint64(text[i+4])<<32 | uint64(text[i+5])<<40 | uint64(text[i+6])<<48 | uint64(text[i+7])<<56
		putWord(lower, i, lowerWord(word))
	}
	for ; i < len(text); i++ {
		lower[i] = byte(lowerWord(uint64(text[i])))
	}
}

// lowerWord does eight bytes at a time, without a branch: the top bit of each byte of upper says whether it is a
// capital, and lies two bits above the one that makes it small.
func lowerWord(word uint64) uint64 {
	low := word & (0x7f * each)
	fromA := low + (0x80-'A')*each
	aboveZ := low + (0x7f-'Z')*each
	upper := (fromA ^ aboveZ) &^ word & (0x80 * each)
	return word | upper>>2
}

// domain returns the part of an address behind its last `@`, all of it where there is none.
//
//go:nobounds
func domain(email []byte) []byte {
	i := len(email)
	for ; i >= 8; i -= 8 {
		if behind := behindLast(word(email, i-8), '@'); behind < 8 {
			return email[i-behind:]
		}
	}
	for ; i > 0; i-- {
		if email[i-1] == '@' {
			return email[i:]
		}
	}
	return email
}

// behindLast returns how many of a word's bytes lie behind the last that is b; 8 where none is.
func behindLast(word, b uint64) int {
	other := word ^ b*each                 // such bytes are 0,
	other |= other&(0x7f*each) + 0x7f*each // and all others have their top bit set
	return bits.LeadingZeros64(^other&(0x80*each)) / 8
}
