package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/bcrypt"
)

// bcryptLimit is the number of bytes that bcrypt reads of a password.
const bcryptLimit = 72

// generateWithHash makes a password and its bcrypt hash.
func generateWithHash(model randomPasswordModel) (password, hash string, err error) {
	password, err = generate(model)
	if err != nil {
		return "", "", err
	}
	bytes, err := bcrypt.GenerateFromPassword([]byte(password)[:min(len(password), bcryptLimit)], bcrypt.MinCost)
	return password, string(bytes), err
}

// generate makes a password of the model's length from the character classes it turns on, with at least the number of each
// that it asks for.
func generate(model randomPasswordModel) (string, error) {
	special := "!@#$%&*()-_=+[]{}<>:?"
	if given := model.OverrideSpecial.ValueString(); given != "" {
		special = given
	}
	classes := []struct {
		on         bool
		atLeast    int64
		characters string
	}{
		{model.Lower, model.MinLower, "abcdefghijklmnopqrstuvwxyz"},
		{model.Upper, model.MinUpper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
		{model.Numeric, model.MinNumeric, "0123456789"},
		{model.Special, model.MinSpecial, special},
	}
	var all string
	var password []byte
	for _, class := range classes {
		if class.on {
			all += class.characters
		}
		for range class.atLeast {
			character, err := pick(class.characters)
			if err != nil {
				return "", err
			}
			password = append(password, character)
		}
	}
	if int64(len(password)) > model.Length {
		return "", fmt.Errorf("length %d is below the sum of the minimums %d", model.Length, len(password))
	}
	if all == "" {
		return "", errors.New("no character class is on")
	}
	for int64(len(password)) < model.Length {
		character, err := pick(all)
		if err != nil {
			return "", err
		}
		password = append(password, character)
	}
	return shuffle(password)
}

func shuffle(password []byte) (string, error) {
	for last := len(password) - 1; last > 0; last-- {
		other, err := randomBelow(last + 1)
		if err != nil {
			return "", err
		}
		password[last], password[other] = password[other], password[last]
	}
	return string(password), nil
}

func pick(characters string) (byte, error) {
	index, err := randomBelow(len(characters))
	if err != nil {
		return 0, err
	}
	return characters[index], nil
}

func randomBelow(limit int) (int, error) {
	number, err := rand.Int(rand.Reader, big.NewInt(int64(limit)))
	if err != nil {
		return 0, err
	}
	return int(number.Int64()), nil
}
