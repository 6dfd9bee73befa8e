package ledger

import (
	"math/rand"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// count counts a key, as the tally does, under a hash of the test's choice.
func (t *table) countAs(hash uint64, key string) {
	position, _ := t.at(hash, []byte(key), 0)
	t.entry(position).increment()
}

func (t *table) content() map[string]uint64 {
	content := map[string]uint64{}
	t.each(func(key []byte, number uint64) { content[string(key)] += number })
	return content
}

// holds compares the table with what it should hold, by lookup and by visiting.
func holds(t *testing.T, table *table, hash func(string) uint64, expected map[string]uint64) {
	t.Helper()
	if table.count != len(expected) {
		t.Errorf("%d keys, expected %d", table.count, len(expected))
	}
	for key, count := range expected {
		position, fresh := table.at(hash(key), []byte(key), 0)
		if found := table.entry(position).number(); fresh || found != count {
			t.Errorf("%.20q: new %t, number %d, expected %d", key, fresh, found, count)
		}
	}
	if content := table.content(); !reflect.DeepEqual(content, expected) {
		t.Errorf("visits %d keys, expected %d, with their numbers", len(content), len(expected))
	}
}

func TestTableCountsLikeAMap(t *testing.T) {
	hashes := map[string]func(string) uint64{
		"siphash":              func(key string) uint64 { return hash([]byte(key)).low },
		"all keys collide":     func(string) uint64 { return 1<<64 - 1 },
		"upper halves collide": func(key string) uint64 { return hash([]byte(key)).low >> 32 },
		"8 slots, at the end":  func(key string) uint64 { return hash([]byte(key)).low | 0xff<<56 },
	}
	for name, hash := range hashes {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewSource(1))
			table, expected := &table{}, map[string]uint64{}
			for range 5000 {
				key := strconv.Itoa(random.Intn(2500))
				table.countAs(hash(key), key)
				expected[key]++
			}
			holds(t, table, hash, expected)
		})
	}
}

func TestTableTakesKeysOfAnyLength(t *testing.T) {
	table, expected := &table{}, map[string]uint64{}
	for _, length := range []int{
		0, 1, 7, 8, 9, 16, 17, longKey - 1, longKey, longKey + 1, 1 << 20, 3, 40000, 40000,
		chunkSize - 17, chunkSize - 16, chunkSize - 15, chunkSize, 5,
	} {
		key := strings.Repeat("k", length)
		table.countAs(hash([]byte(key)).low, key)
		expected[key]++
	}
	holds(t, table, func(key string) uint64 { return hash([]byte(key)).low }, expected)
}

func TestTableNeedsAsManyBytesAsItSays(t *testing.T) {
	const length = 26
	for _, keys := range []int{50_000, 98_304, 98_305, 200_000} {
		table := &table{}
		for i := range keys {
			key := "user" + strconv.Itoa(1_000_000_000+i) + "@example.com"
			table.countAs(hash([]byte(key)).low, key[:length])
		}
		if table.count != keys {
			t.Fatalf("%d keys, expected %d", table.count, keys)
		}
		bytes := 8 * len(table.slots)
		for _, chunk := range table.chunks {
			bytes += cap(chunk)
		}
		if per := float64(bytes) / float64(keys); per < 44.6 || per > 56.5 {
			t.Errorf("%d keys of %d bytes take %.1f bytes each, expected 45 to 56", keys, length, per)
		}
	}
}
