package items

import (
	"slices"
	"testing"
)

const (
	header = "@HEADER@\n"
	good   = "@GOOD-ROW@\n"
)

func TestOutcomes(t *testing.T) {
	wrong := []Problem{{"field", "is wrong"}}
	for _, test := range []struct {
		text            string
		found, expected []Problem // by the validator, and of the first record
	}{
		{text: good},
		{text: good, found: wrong, expected: wrong},
		{text: "@UNREADABLE-ROW@\n", expected: []Problem{{"@UNREADABLE-FIELD@", "@UNREADABLE-MESSAGE@"}}},
	} {
		outcomes, err := Process("\ufeff"+header+test.text+good, func(Item) []Problem { return test.found })
		if err != nil || len(outcomes) != 2 || !slices.Equal(outcomes[0].Problems, test.expected) {
			t.Errorf("%q: found %v %v, expected %v", test.text, outcomes, err, test.expected)
		}
	}
}

func TestTheFirstLineNamesTheFields(t *testing.T) {
	for _, text := range []string{"", good, "x" + header} {
		if _, err := Process(text, nil); err == nil {
			t.Errorf("%q: found no error", text)
		}
	}
}
