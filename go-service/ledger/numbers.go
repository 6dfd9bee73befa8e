package ledger

import "strconv"

// maxDigits is how long a number can be.
const maxDigits = 20

// putNumbers appends consecutive numbers, decimal, and writes where each ends. There must be room for them, and for 8
// bytes more.
func putNumbers(dst []byte, ends []uint32, first uint64) []byte {
	for i := range ends {
		if first < 1e8 && first+uint64(len(ends)) < 1e8 {
			return dst[:putShort(dst[:cap(dst)], len(dst), ends, first)]
		}
		dst = strconv.AppendUint(dst, first+uint64(i), 10)
		ends[i] = uint32(len(dst))
	}
	return dst
}

// putShort is for numbers of up to 8 digits, which it keeps in a word: a number is counted up in place, and written
// by one store.
//
//go:noinline
//go:nobounds
func putShort(dst []byte, at int, ends []uint32, first uint64) int {
	digits, word := 0, uint64(0) // the first digit in the lowest byte
	for rest := first; rest > 0 || digits == 0; rest /= 10 {
		word = word<<8 | '0' + rest%10
		digits++
	}
	for i := range ends {
		putWord(dst, at, word)
		at += digits
		ends[i] = uint32(at)
		shift := uint(8 * (digits - 1))
		word += 1 << shift
		for word>>shift&0xff > '9' {
			word -= 10 << shift
			if shift == 0 {
				word = word<<8 | '1'
				digits++
				break
			}
			shift -= 8
			word += 1 << shift
		}
	}
	return at
}

// number reads a number, which must be all of a text. The standard library's way makes an error of what is none, which
// takes more code than all else here.
func number(text string) (value uint64, ok bool) {
	for i := 0; i < len(text); i++ {
		digit := uint64(text[i]) - '0' // enormous where it comes before 0
		if digit > 9 || value > (1<<64-1-digit)/10 {
			return 0, false
		}
		value = value*10 + digit
	}
	return value, len(text) > 0
}
