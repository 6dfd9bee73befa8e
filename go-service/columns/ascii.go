package columns

import "math/bits"

const each = 0x0101010101010101 // multiplied by a byte, it gives a word of eight such bytes

// Lower returns text in ASCII lower case.
func Lower(text string) []byte {
	lower := make([]byte, len(text))
	lowerASCII(lower, text)
	return lower
}

// lowerASCII writes text in ASCII lower case to lower, which must have the same length. Bytes from 0x80 on are copied
// unchanged, so UTF-8 remains UTF-8.
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

// lowerWord converts eight bytes without a branch. The top bit of each byte of upper is set for a capital letter, and two
// bits below it is the bit that turns a capital into a small letter.
func lowerWord(word uint64) uint64 {
	low := word & (0x7f * each)
	fromA := low + (0x80-'A')*each
	aboveZ := low + (0x7f-'Z')*each
	upper := (fromA ^ aboveZ) &^ word & (0x80 * each)
	return word | upper>>2
}

// AfterLast returns what follows the last byte of text that is b, and all of text if none is.
//
//go:inline
//go:nobounds
func AfterLast(text []byte, b byte) []byte {
	i := len(text)
	for ; i >= 8; i -= 8 {
		if after := afterLast(word(text, i-8), uint64(b)); after < 8 {
			return text[i-after:]
		}
	}
	for ; i > 0; i-- {
		if text[i-1] == b {
			return text[i:]
		}
	}
	return text
}

// afterLast returns how many bytes of a word follow the last one that is b, and 8 if none is.
func afterLast(word, b uint64) int {
	other := word ^ b*each                 // bytes that are b become 0,
	other |= other&(0x7f*each) + 0x7f*each // and all others get their top bit set
	return bits.LeadingZeros64(^other&(0x80*each)) / 8
}
