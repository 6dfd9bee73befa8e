package columns

import (
	"reflect"
	"strconv"
	"testing"
)

func TestConsecutiveNumbersAreWrittenLikeSingleOnes(t *testing.T) {
	for _, test := range []struct {
		first uint64
		count int
	}{
		{0, 1001}, {1, 12}, {9, 3}, {95, 10}, {99_990, 20}, {9_999_998, 3}, {12_345_678, 5},
		{99_999_990, 20}, {99_999_998, 1}, {100_000_000, 3}, {1<<64 - 2, 2}, {7, 0},
	} {
		var expected []string
		for i := range uint64(test.count) {
			expected = append(expected, strconv.FormatUint(test.first+i, 10))
		}
		var buffer Buffer
		buffer.ResetNumbers(test.count)
		buffer.AppendNumbers(test.first, test.count/2)
		buffer.AppendNumbers(test.first+uint64(test.count/2), test.count-test.count/2)
		found, all := buffer.Column(), column(expected...)
		if found.Text != all.Text || test.count > 0 && !reflect.DeepEqual(found, all) {
			t.Errorf("%d numbers from %d: %.80v, expected %.80v", test.count, test.first, found, all)
		}
	}
}

func TestOnlyDigitsAreANumber(t *testing.T) {
	for text, expected := range map[string]uint64{"0": 0, "7": 7, "18446744073709551615": 1<<64 - 1} {
		if value, ok := Number(text); value != expected || !ok {
			t.Errorf("%q is %d, %t; expected %d", text, value, ok, expected)
		}
	}
	for _, text := range []string{"", "-1", "+1", "1 ", "0x1", "1_000", "18446744073709551616", "99999999999999999999", "１"} {
		if value, ok := Number(text); ok {
			t.Errorf("%q is %d, expected no number", text, value)
		}
	}
}
