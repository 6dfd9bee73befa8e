package ledger

import (
	"reflect"
	"strconv"
	"testing"
)

func TestNumbersAreWrittenAsTheyAreByOneself(t *testing.T) {
	for _, test := range []struct {
		first uint64
		count int
	}{
		{0, 1001}, {1, 12}, {9, 3}, {95, 10}, {99_990, 20}, {9_999_998, 3}, {12_345_678, 5},
		{99_999_990, 20}, {99_999_998, 1}, {100_000_000, 3}, {1<<64 - 2, 2}, {7, 0},
	} {
		ends := make([]uint32, test.count)
		text := string(putNumbers(make([]byte, 0, test.count*maxDigits+8), ends, test.first))
		var expected Column
		for i := range uint64(test.count) {
			expected.add(strconv.FormatUint(test.first+i, 10))
		}
		if found := (Column{text, ends}); found.Text != expected.Text || test.count > 0 && !reflect.DeepEqual(found, expected) {
			t.Errorf("%d numbers from %d: %.80v, expected %.80v", test.count, test.first, found, expected)
		}
	}
}

func TestOnlyDigitsAreANumber(t *testing.T) {
	for text, expected := range map[string]uint64{"0": 0, "7": 7, "18446744073709551615": 1<<64 - 1} {
		if value, ok := number(text); value != expected || !ok {
			t.Errorf("%q is %d, %t; expected %d", text, value, ok, expected)
		}
	}
	for _, text := range []string{"", "-1", "+1", "1 ", "0x1", "1_000", "18446744073709551616", "99999999999999999999", "１"} {
		if value, ok := number(text); ok {
			t.Errorf("%q is %d, expected no number", text, value)
		}
	}
}
