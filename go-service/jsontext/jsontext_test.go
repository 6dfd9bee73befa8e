package jsontext

import (
	"encoding/json"
	"testing"
)

func TestATextIsQuotedAsJSONAndReadBack(t *testing.T) {
	for _, text := range []string{
		"", "plain", `"`, `\`, `a"b\c`, "\b\f\n\r\t", "\x00\x01\x1f\x7f", "äöü€𝄞", "ends with \\", `,"import":1,"record":2}`,
	} {
		quoted := string(AppendQuoted(nil, text))
		var read string
		if err := json.Unmarshal([]byte(quoted), &read); err != nil || read != text {
			t.Errorf("%q is written as %s, which is %q, %v", text, quoted, read, err)
		}
		r := NewReader(quoted + ",")
		if found := r.Quoted(); found != text || r.failed || r.rest != "," {
			t.Errorf("%s is read as %q, failed %t, rest %q; expected %q", quoted, found, r.failed, r.rest, text)
		}
	}
}
