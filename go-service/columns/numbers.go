package columns

import "strconv"

// MaxDigits is the length of the longest number.
const MaxDigits = 20

// ResetNumbers removes all values and makes room for as many numbers.
func (b *Buffer) ResetNumbers(numbers int) {
	b.Reset(numbers, numbers*MaxDigits+8) // putShort writes 8 bytes at once
}

// AppendNumbers appends consecutive numbers in decimal. ResetNumbers must have made room for them.
func (b *Buffer) AppendNumbers(first uint64, count int) {
	values := len(b.Ends)
	b.Ends = b.Ends[:values+count]
	ends := b.Ends[values:]
	if last := first + uint64(count); first < last && last < 1e8 {
		b.Text = b.Text[:putShort(b.Text[:cap(b.Text)], len(b.Text), ends, first)]
		return
	}
	for i := range ends {
		b.Text = strconv.AppendUint(b.Text, first+uint64(i), 10)
		ends[i] = uint32(len(b.Text))
	}
}

// putShort writes numbers of up to 8 digits. It keeps the digits in one word, increments them there, and writes them with
// one store.
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

// Number parses a text that must be a decimal number from start to end. strconv.ParseUint would add more code to the
// component than this package has, because of its errors.
func Number(text string) (value uint64, ok bool) {
	for i := 0; i < len(text); i++ {
		digit := uint64(text[i]) - '0' // wraps to a huge number for characters before 0
		if digit > 9 || value > (1<<64-1-digit)/10 {
			return 0, false
		}
		value = value*10 + digit
	}
	return value, len(text) > 0
}
