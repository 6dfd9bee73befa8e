package ledger

import (
	"strings"
	"testing"
)

const ada = `{"id":"usr_1","name":"A\"da","email":"ada@example.com","age":36,"import":3,"record":7}`

func TestAUserIsReadAsItWasWritten(t *testing.T) {
	for _, kept := range []string{"", "{}", `{"x":1,"import":4,"record":5}`, `{"x":"\",\"import\":4,\"record\":5}"}`} {
		text, expected := ada, StoredUser{"usr_1", `A"da`, "ada@example.com", 36, kept, 3, 7}
		if kept != "" {
			text = strings.Replace(ada, importField, columnsField+kept+importField, 1)
		}
		if found, ok := parseUser(text); !ok || found != expected {
			t.Errorf("%s is read as %+v, %t; expected %+v", text, found, ok, expected)
		}
		if in, as, ok := acceptance(text); in != 3 || as != 7 || !ok {
			t.Errorf("%s was accepted in %d as %d, %t; expected 3 and 7", text, in, as, ok)
		}
	}
}

// A text that differs in one byte or is cut off never causes a panic.
func TestADamagedUserIsRejected(t *testing.T) {
	for end := range len(ada) {
		if found, ok := parseUser(ada[:end]); ok {
			t.Errorf("%s is read as %+v, expected none", ada[:end], found)
		}
		for _, b := range []byte{0, '"', '\\', '}', '9', 'u', 0xff} {
			damaged := []byte(ada)
			damaged[end] = b
			parseUser(string(damaged))
			acceptance(string(damaged))
		}
	}
	for _, text := range []string{
		"", "{}", ada + "}", ada + " ", `{"id":"usr_1"`, `{"id":"usr_1","name":"\u12`, `{"id":"\`, `{"id":"\u00zz"`,
		`{"id":"usr_1","name":"A","email":"a","age":4294967296,"import":3,"record":7}`,
		`{"id":"usr_1","name":"A","email":"a","age":-1,"import":3,"record":7}`,
		`{"id":"usr_1","name":"A","email":"a","age":1,"columns":{}}`,
	} {
		if found, ok := parseUser(text); ok {
			t.Errorf("%s is read as %+v, expected none", text, found)
		}
	}
	for _, text := range []string{"", "}", `,"import":}`, `,"import":1}`, `,"import":1,"record":}`, `,"import":x,"record":1}`} {
		if in, as, ok := acceptance(text); ok {
			t.Errorf("%s was accepted in %d as %d, expected neither", text, in, as)
		}
	}
}
