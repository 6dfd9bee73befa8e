package ledger

import (
	"reflect"
	"strconv"
	"testing"
)

// people returns users of which some are rejected, with more domains than a summary lists.
func people() []user {
	var people []user
	for i := range 200 {
		people = append(people, user{"Ada", strconv.Itoa(i) + "@d" + strconv.Itoa(i*i%37) + ".org", uint32(i % 90 * 7)})
	}
	return append(people, user{"", "b@b.c", 40}, user{"", "x", 40}, user{"Ada", "none", 40})
}

func TestMergedPartitionsAreTheWholeRun(t *testing.T) {
	people := people()
	unreadable := []Unreadable{{0, FieldAge, DefectWrongType}}
	one := newLedger(&judge{})
	one.process(batchOf(people...), unreadable)
	for _, parts := range []int{1, 2, 7} {
		unreadable, wholes := unreadable, []Totals{}
		for part := range parts {
			l := newLedger(&judge{})
			var mine []user
			for i := part; i < len(people); i += parts {
				mine = append(mine, people[i])
			}
			if part > 0 {
				unreadable = nil
			}
			l.process(batchOf(mine...), unreadable)
			wholes = append([]Totals{l.Whole()}, wholes...)
		}
		if merged := Merge(wholes); !reflect.DeepEqual(merged, one.Summary()) {
			t.Errorf("of %d parts: %v, expected %v", parts, merged, one.Summary())
		}
	}
}

func TestWholeListsAllDomains(t *testing.T) {
	l := newLedger(&judge{})
	l.process(batchOf(people()...), nil)
	whole := l.Whole()
	if uint64(len(whole.TopDomains)) != whole.DistinctDomains || len(whole.TopDomains) <= topDomains {
		t.Errorf("%d domains are listed, expected all %d", len(whole.TopDomains), whole.DistinctDomains)
	}
}

func TestNoPartitionsMergeToAnEmptyRun(t *testing.T) {
	if merged := Merge(nil); merged.Read != 0 || len(merged.Errors)+len(merged.Ages)+len(merged.TopDomains) != 0 {
		t.Errorf("totals: %v, expected none", merged)
	}
}
