package columns

import (
	"fmt"
	"reflect"
	"testing"
)

func content(c *Counter) map[string]uint64 {
	content := map[string]uint64{}
	c.Each(func(key []byte, count uint64) { content[string(key)] += count })
	return content
}

// colliding returns keys with one index among the recent ones. An attacker can find thousands of them.
func colliding(count int) []string {
	found := []string{"d0.example"}
	index := recentIndex([]byte(found[0]))
	for i := 1; len(found) < count; i++ {
		if key := fmt.Sprintf("d%d.example", i); recentIndex([]byte(key)) == index {
			found = append(found, key)
		}
	}
	return found
}

func TestACounterCountsLikeAMap(t *testing.T) {
	keys := append(colliding(9), "", "a", "ab", "12345678", "123456789", "12345678x", "x23456789")
	for i := range 3000 {
		keys = append(keys, fmt.Sprint("key ", i*i%997))
	}
	counter, expected := &Counter{}, map[string]uint64{}
	for i := range 3 * len(keys) {
		key := keys[i%len(keys)]
		counter.Add([]byte(key), uint64(i))
		expected[key] += uint64(i)
	}
	if found := content(counter); !reflect.DeepEqual(found, expected) || counter.Len() != len(expected) {
		t.Errorf("counted %d keys, %v, expected %d, %v", counter.Len(), found, len(expected), expected)
	}
}

func TestKeysAreVisitedInTheOrderInWhichTheyWereAdded(t *testing.T) {
	counter, found := &Counter{}, []string{}
	for _, key := range []string{"b", "a", "b", "c", "a"} {
		counter.Add([]byte(key), 1)
	}
	counter.Each(func(key []byte, _ uint64) { found = append(found, string(key)) })
	if expected := []string{"b", "a", "c"}; !reflect.DeepEqual(found, expected) {
		t.Errorf("visited %v, expected %v", found, expected)
	}
}

func TestOnlyKeysThatAreNotRecentAreLookedUp(t *testing.T) {
	pair := colliding(2)
	counter := &Counter{}
	counter.Add([]byte(pair[0]), 1)
	if counter.recentPosition([]byte(pair[0])) < 0 {
		t.Error("a key that was just counted is looked up")
	}
	counter.Add([]byte(pair[1]), 1)
	if counter.recentPosition([]byte(pair[0])) >= 0 {
		t.Error("a key is found that another has displaced")
	}
	if expected := (map[string]uint64{pair[0]: 1, pair[1]: 1}); !reflect.DeepEqual(content(counter), expected) {
		t.Errorf("counted %v, expected %v", content(counter), expected)
	}
}

func TestWhatFollowsAByteIsLocatedAndCounted(t *testing.T) {
	var values Buffer
	values.Reset(6, 100)
	values.AppendLower(column("a@x", "b@y", "c@x", "d@z", "none", "e@x"), 0, 6)
	counter, positions := &Counter{}, make([]uint32, 6)
	counter.Add([]byte("x"), 1)
	var looked []int
	for i := counter.LocateRecent(&values, 0, '@', positions); i < 6; i = counter.LocateRecent(&values, i+1, '@', positions) {
		looked = append(looked, i)
		positions[i] = counter.Locate(AfterLast(values.At(i), '@'), i != 1)
	}
	if expected := []int{1, 3, 4}; !reflect.DeepEqual(looked, expected) || counter.recentPosition([]byte("y")) >= 0 {
		t.Errorf("%v were looked up, expected %v, and that the first of them isn't among the recent keys", looked, expected)
	}
	counter.Count(positions, []uint32{0, 1, 2, 4, 5})
	expected := map[string]uint64{"x": 4, "y": 1, "none": 1}
	if found := content(counter); !reflect.DeepEqual(found, expected) || counter.Len() != 3 {
		t.Errorf("counted %v, %d, expected %v", found, counter.Len(), expected)
	}
}
