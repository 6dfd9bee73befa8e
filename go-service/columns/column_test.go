package columns

import (
	"reflect"
	"testing"
)

func column(values ...string) Column {
	var c Column
	for _, value := range values {
		c.Text += value
		c.Ends = append(c.Ends, uint32(len(c.Text)))
	}
	return c
}

func TestMisplacedValuesAreFound(t *testing.T) {
	for _, test := range []struct {
		ends     []uint32
		expected int
	}{
		{nil, 0}, {[]uint32{0, 2, 2, 4}, 4}, {[]uint32{2, 1, 4}, 1}, {[]uint32{5, 4}, 0}, {[]uint32{1, 5, 4}, 1}, {[]uint32{1<<32 - 1}, 0},
	} {
		if found := (Column{"text", test.ends}).Misplaced(); found != test.expected {
			t.Errorf("ends %v: value %d is misplaced, expected %d", test.ends, found, test.expected)
		}
	}
}

func TestRangesOfAColumnAreAppendedInLowerCase(t *testing.T) {
	from := column("Ada", "no", "BOB", "Cid@Example.COM", "x")
	var buffer Buffer
	for range 2 {
		buffer.Reset(len(from.Ends), len(from.Text))
		buffer.AppendLower(from, 0, 1)
		buffer.AppendLower(from, 2, 4)
		if found, expected := buffer.Column(), column("ada", "bob", "cid@example.com"); !reflect.DeepEqual(found, expected) {
			t.Errorf("found %v, expected %v", found, expected)
		}
		if found := string(buffer.At(1)); found != "bob" || buffer.Column().At(2) != "cid@example.com" {
			t.Errorf("value 1 is %q, expected bob", found)
		}
	}
}

func TestARangeIsAppended(t *testing.T) {
	numbers := AppendRange(AppendRange(make([]uint32, 0, 5), 0, 2), 7, 10)
	if expected := []uint32{0, 1, 7, 8, 9}; !reflect.DeepEqual(numbers, expected) {
		t.Errorf("found %v, expected %v", numbers, expected)
	}
}

func TestAllNumbersExceptSomeAreAppended(t *testing.T) {
	for _, test := range []struct{ except, expected []uint32 }{
		{nil, []uint32{0, 1, 2, 3}}, {[]uint32{0, 3}, []uint32{1, 2}}, {[]uint32{0, 1, 2, 3}, []uint32{}}, {[]uint32{2, 9}, []uint32{0, 1, 3}},
	} {
		if found := AppendOthers(make([]uint32, 0, 4), 4, test.except); !reflect.DeepEqual(found, test.expected) {
			t.Errorf("except %v: %v, expected %v", test.except, found, test.expected)
		}
	}
}
