package ledger

import "testing"

func TestCallersBugsPanicWithTheirPlace(t *testing.T) {
	good := func() Batch { return batchOf(user{"Ada", "a@b.c", 36}, user{"Bob", "b@b.c", 40}) }
	tests := []struct {
		name       string
		spoil      func(*Batch)
		unreadable []Unreadable
		expected   string
	}{
		{name: "fewer e-mails", spoil: func(b *Batch) { b.Emails.Ends = b.Emails.Ends[:1] },
			expected: "process: column `emails` has 1 values, expected 2 as in `ages`"},
		{name: "more names", spoil: func(b *Batch) { b.Names.Ends = append(b.Names.Ends, 6) },
			expected: "process: column `names` has 3 values, expected 2 as in `ages`"},
		{name: "text left over", spoil: func(b *Batch) { b.Emails.Text += "x" },
			expected: "process: column `emails` ends at byte 10, expected 11, the length of its text"},
		{name: "an end after the text", spoil: func(b *Batch) { b.Emails.Ends[0] = 11 },
			expected: "process: column `emails`: a value ends at byte 11, expected 0 to 10"},
		{name: "descending ends", spoil: func(b *Batch) {
			*b = batchOf(user{"Ada", "a@b.c", 36}, user{"Bob", "b@b.c", 40}, user{"Cid", "", 50})
			b.Emails.Ends[1] = 4
		},
			expected: "process: column `emails`: a value ends at byte 4, expected 5 to 10"},
		{name: "unreadable after the rows", unreadable: []Unreadable{{3, FieldRecord, DefectMalformed}},
			expected: "process: unreadable record 0 comes before row 3, expected ascending rows up to 2"},
		{name: "unreadable in descending order",
			unreadable: []Unreadable{{2, FieldRecord, DefectMalformed}, {1, FieldRecord, DefectMalformed}},
			expected:   "process: unreadable record 1 comes before row 1, expected ascending rows up to 2"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			batch := good()
			if test.spoil != nil {
				test.spoil(&batch)
			}
			defer func() {
				if got := recover(); got != test.expected {
					t.Errorf("panicked with %q, expected %q", got, test.expected)
				}
			}()
			newLedger(lenient{}).process(batch, test.unreadable)
		})
	}
}

func TestAnAnswerThatDoesNotFitTheBatchPanics(t *testing.T) {
	for _, answer := range []lenient{{{1, nameEmpty}}, {{0, nameEmpty}, {7, nameEmpty}}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("violations %v were accepted for a batch of one row", answer)
				}
			}()
			newLedger(answer).process(batchOf(user{"Ada", "a@b.c", 36}), nil)
		}()
	}
}
