package ledger

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The names and their order must match the contract, because the adapter converts them by number.
func TestFieldsAndDefectsMatchTheContract(t *testing.T) {
	contract, err := os.ReadFile("../../wit/deps/my-user-service/types.wit")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for field := range fields {
		names = append(names, field.String())
	}
	expectCases(t, string(contract), "field", names)
	names = nil
	for defect := range defects {
		names = append(names, defect.String())
		if defect.Message(150) == "" {
			t.Errorf("defect `%s` has no message", defect)
		}
	}
	expectCases(t, string(contract), "defect", names)
}

func TestTheMessageOfAnAgeNamesTheLimitInForce(t *testing.T) {
	l := newLedger(&judge{})
	l.Configure(&judge{}, Settings{MaxAge: 99})
	l.process(batchOf(), []Unreadable{{0, FieldAge, DefectInvalidNumber}})
	if got, expected := l.Summary().Errors[0].Message, "Age must be a whole number from 0 to 99"; got != expected {
		t.Errorf("message: %q, expected %q", got, expected)
	}
}

func expectCases(t *testing.T, contract, enum string, names []string) {
	t.Helper()
	body := regexp.MustCompile(`enum ` + enum + ` \{([^}]*)\}`).FindStringSubmatch(contract)
	if body == nil {
		t.Fatalf("the contract has no enum `%s`", enum)
	}
	var cases []string
	for _, line := range strings.Split(body[1], "\n") {
		if line = strings.Trim(line, " %,"); line != "" && !strings.HasPrefix(line, "//") {
			cases = append(cases, line)
		}
	}
	if got, expected := strings.Join(names, " "), strings.Join(cases, " "); got != expected {
		t.Errorf("enum `%s` is %q here, %q in the contract", enum, got, expected)
	}
}
