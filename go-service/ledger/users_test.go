package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// importing returns a ledger that keeps users in these stores.
func importing(stores *memory) *Ledger {
	l := New(&judge{}, stores)
	l.Configure(&judge{}, Settings{UniqueEmail: true, KeepUsers: true})
	return l
}

func TestALaterImportRecognisesStoredUsers(t *testing.T) {
	stores := &memory{}
	ada, bob, cid := user{"Ada", "Ada@example.com", 36}, user{`B"ob`, "bob@example.com", 40}, user{"Cid", "cid@example.com", 50}
	first := importing(stores)
	outcome := first.process(batchOf(user{"", "x", 1}, ada, user{"A", "ADA@EXAMPLE.COM", 99}), nil)
	if expected := []Duplicate{{2, 2}}; !reflect.DeepEqual(outcome.Duplicates, expected) || len(outcome.Known) > 0 {
		t.Errorf("duplicates %v, known %v; expected %v, none", outcome.Duplicates, outcome.Known, expected)
	}
	first.process(batchOf(bob), []Unreadable{{0, FieldRecord, DefectMalformed}})

	second := importing(stores)
	outcome = second.process(batchOf(cid, bob, cid, user{"A", "aDA@example.com", 99}), nil)
	if expected := []Duplicate{{2, 1}}; !reflect.DeepEqual(outcome.Duplicates, expected) {
		t.Errorf("duplicates %v, expected %v", outcome.Duplicates, expected)
	}
	if expected := []KnownUser{{1, 1, 5}, {3, 1, 2}}; !reflect.DeepEqual(outcome.Known, expected) {
		t.Errorf("known %v, expected %v", outcome.Known, expected)
	}
	if expected := []string{idOf("cid@example.com")}; !reflect.DeepEqual(idsOf(outcome), expected) {
		t.Errorf("ids %v, expected %v", idsOf(outcome), expected)
	}
	totals := second.Summary()
	expected := []ErrorCount{{"email", "known-user", "Known user", 2}, {"email", "duplicate-email", "Duplicate email", 1}}
	if !reflect.DeepEqual(totals.Errors, expected) || totals.Accepted != 1 || totals.Rejected != 3 {
		t.Errorf("totals %+v", totals)
	}
	problems := importing(stores).createUser("Bob", "BOB@example.com", 40).Problems
	if expected := []Problem{{"email", "Known user, accepted in import 1 as record 5"}}; !reflect.DeepEqual(problems, expected) {
		t.Errorf("problems %v, expected %v", problems, expected)
	}
}

func TestABatchCostsOneCallToTheStore(t *testing.T) {
	for _, test := range []struct {
		settings Settings
		expected []string
	}{
		{Settings{UniqueEmail: true}, []string{"open-store addresses", "put-new addresses", "put-new addresses"}},
		{Settings{KeepUsers: true}, []string{"open-store users", "open-store imports", "get imports", "put imports",
			"put-new users", "put-new users"}},
		{Settings{}, nil},
	} {
		stores := &memory{}
		l := New(lenient{}, stores)
		l.Configure(lenient{}, test.settings)
		users := slices.Repeat([]user{{"Ada", "ada@example.com", 36}, {"Bob", "bob@example.com", 40}}, 500)
		for range 2 {
			l.process(batchOf(users...), nil)
		}
		l.process(Batch{}, []Unreadable{{0, FieldRecord, DefectMalformed}})
		if !reflect.DeepEqual(stores.calls, test.expected) {
			t.Errorf("%+v: asked %q, expected %q", test.settings, stores.calls, test.expected)
		}
	}
}

func TestUsersAreKeptAsJSON(t *testing.T) {
	stores := &memory{}
	importing(stores).createUser("A\"d\na", "Ada@example.com", 36)
	for key, value := range stores.stores["users"] {
		if expected := idOf("ada@example.com") + " ada@example.com"; key != expected {
			t.Errorf("key %q, expected %q", key, expected)
		}
		var found map[string]any
		if err := json.Unmarshal([]byte(value), &found); err != nil {
			t.Fatalf("%s: %v", value, err)
		}
		expected := map[string]any{"id": idOf("ada@example.com"), "name": "A\"d\na", "email": "Ada@example.com", "age": 36.0,
			"import": 1.0, "record": 1.0}
		if !reflect.DeepEqual(found, expected) {
			t.Errorf("found %v, expected %v", found, expected)
		}
	}
}

func TestOtherColumnsAreKeptWithTheirUser(t *testing.T) {
	stores := &memory{}
	l := importing(stores)
	batch := batchOf(user{"Ada", "ada@example.com", 36}, user{"Bob", "ada@example.com", 40}, user{"Cy", "cy@example.com", 50})
	batch.KeptColumns = []string{`{"n":1}`, `{"n":2}`, `{}`}
	l.process(batch, nil)
	l.process(batchOf(user{"Dan", "dan@example.com", 60}), nil)
	for email, expected := range map[string]string{"ada@example.com": `{"n":1}`, "cy@example.com": "{}", "dan@example.com": ""} {
		if found, ok, err := l.FindByEmail(email); found.KeptColumns != expected || !ok || err != nil {
			t.Errorf("%s: %+v, %t, %v; expected the columns %q", email, found, ok, err, expected)
		}
	}
}

func TestUsersAreFoundByIDAndByAddressAndListedInPages(t *testing.T) {
	stores := &memory{}
	l := importing(stores)
	var expected []StoredUser
	for i := range uint32(100) {
		email := fmt.Sprintf("User%d@example.com", i)
		result := l.createUser("Ada \\ \"Countess\"\n", email, 13+i)
		expected = append(expected, StoredUser{string(result.ID), "Ada \\ \"Countess\"\n", email, 13 + i, "", 1, uint64(i) + 1})
	}
	later := importing(stores)
	for _, user := range expected {
		if found, ok, err := later.GetUser(user.ID); found != user || !ok || err != nil {
			t.Errorf("by id: %+v, %t, %v; expected %+v", found, ok, err, user)
		}
		if found, ok, err := later.FindByEmail(strings.ToUpper(user.Email)); found != user || !ok || err != nil {
			t.Errorf("by address: %+v, %t, %v; expected %+v", found, ok, err, user)
		}
	}
	for _, id := range []string{"", "usr_", expected[0].ID[:10], expected[0].ID + "0", "~"} {
		if found, ok, err := later.GetUser(id); ok || err != nil {
			t.Errorf("by id %q: %+v, %v; expected none", id, found, err)
		}
	}
	if found, ok, err := later.FindByEmail("nobody@example.com"); ok || err != nil {
		t.Errorf("%+v, %v; expected none", found, err)
	}
	slices.SortFunc(expected, func(a, b StoredUser) int { return strings.Compare(a.ID, b.ID) })
	var listed []StoredUser
	for after := (*string)(nil); ; after = &listed[len(listed)-1].ID {
		page, err := later.ListUsers(after, 7)
		if err != nil {
			t.Fatal(err)
		}
		listed = append(listed, page...)
		if len(page) < 7 {
			break
		}
	}
	if !reflect.DeepEqual(listed, expected) {
		t.Errorf("listed %d users, expected %d, in the order of their ids", len(listed), len(expected))
	}
	if len(later.stores.users.(*shelf).memory.stores["imports"]) != 1 || later.stores.number != 0 {
		t.Error("a query for users has begun an import")
	}
}

func TestWithoutUniqueEmailTheFirstUserWithAnAddressIsKept(t *testing.T) {
	stores := &memory{}
	l := New(lenient{}, stores)
	l.Configure(lenient{}, Settings{KeepUsers: true})
	outcome := l.process(batchOf(user{"Ada", "ada@example.com", 36}, user{"Eve", "ADA@example.com", 40}), nil)
	if len(outcome.Duplicates)+len(outcome.Known) > 0 || len(idsOf(outcome)) != 2 {
		t.Errorf("%+v, expected two accepted", outcome)
	}
	if found, ok, err := l.FindByEmail("ada@example.com"); found.Name != "Ada" || !ok || err != nil {
		t.Errorf("%+v, %t, %v; expected Ada", found, ok, err)
	}
}

func TestWithoutStoredUsersEveryQueryFails(t *testing.T) {
	stores := &memory{}
	l := New(&judge{}, stores)
	_, _, byID := l.GetUser("usr_1")
	_, _, byEmail := l.FindByEmail("ada@example.com")
	_, listed := l.ListUsers(nil, 1)
	for _, err := range []error{byID, byEmail, listed} {
		if err != ErrNotKept {
			t.Errorf("%v, expected %v", err, ErrNotKept)
		}
	}
	if len(stores.calls) > 0 {
		t.Errorf("the store was asked %q, expected nothing", stores.calls)
	}
}

// Each failing call returns its error, and nothing of the batch is counted.
func TestEachCallToTheStoreCanFail(t *testing.T) {
	batch := batchOf(user{"Ada", "ada@example.com", 36}, user{"", "x", 1})
	for _, settings := range []Settings{{UniqueEmail: true}, {UniqueEmail: true, KeepUsers: true}} {
		run := func(failAt int) (*memory, Totals, error) {
			stores := &memory{failAt: failAt}
			l := New(&judge{}, stores)
			l.Configure(&judge{}, settings)
			_, err := l.Process(batch, []Unreadable{{1, FieldRecord, DefectMalformed}})
			if err == nil && settings.KeepUsers {
				_, _, err = l.GetUser(idOf("ada@example.com"))
			}
			if err == nil && settings.KeepUsers {
				_, _, err = l.FindByEmail("ada@example.com")
			}
			return stores, l.Summary(), err
		}
		whole, _, err := run(0)
		if err != nil || len(whole.calls) < 2 {
			t.Fatalf("%v after %q", err, whole.calls)
		}
		for at, call := range whole.calls {
			_, totals, err := run(at + 1)
			var failure *StoreError
			if !errors.As(err, &failure) || failure.Cause != errFull || !strings.HasSuffix(call, " "+failure.Store) {
				t.Errorf("%s fails with %v, expected the store's error", call, err)
			}
			if put := strings.HasPrefix(call, "put-new"); put && totals.Read > 0 {
				t.Errorf("%s fails, but %d records are counted", call, totals.Read)
			}
		}
	}
}

func TestForeignValuesAreReported(t *testing.T) {
	key := idOf("ada@example.com") + " ada@example.com"
	other := `{"id":"usr_other","name":"Ada","email":"ada@example.com","age":36,"import":1,"record":1}`
	stores := func(name, key, value string) *memory {
		return &memory{stores: map[string]map[string]string{name: {key: value}}}
	}
	process := func(l *Ledger) error { _, err := l.CreateUser("Ada", "ada@example.com", 36); return err }
	find := func(l *Ledger) error { _, _, err := l.FindByEmail("ada@example.com"); return err }
	get := func(l *Ledger) error { _, _, err := l.GetUser(idOf("ada@example.com")); return err }
	list := func(l *Ledger) error { _, err := l.ListUsers(nil, 9); return err }
	tests := []struct {
		stores *memory
		keep   bool
		ask    func(*Ledger) error
		key    string
	}{
		{stores("addresses", "ada@example.com", "seven"), false, process, "ada@example.com"},
		{stores("users", key, "{}"), true, process, key},
		{stores("imports", "last", "some"), true, process, "last"},
		{stores("users", key, other), true, find, key},
		{stores("users", key, other), true, get, key},
		{stores("users", "x", ada), true, list, "x"},
	}
	for _, test := range tests {
		l := New(lenient{}, test.stores)
		l.Configure(lenient{}, Settings{UniqueEmail: true, KeepUsers: test.keep})
		var foreign *ForeignValue
		if err := test.ask(l); !errors.As(err, &foreign) || foreign.Key != test.key {
			t.Errorf("%v holds a foreign value under %q: %+v", test.stores.stores, test.key, err)
		}
	}
}
