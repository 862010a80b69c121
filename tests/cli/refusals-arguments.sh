#!/bin/sh
# SPDX-License-Identifier: MIT
# Commands, arguments and options that are refused, and that an error is one line.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

refuses <<'TABLE'
# commands, arguments, options
 => *no command*--help*
'' => *''*--help*
foo => *'foo'*--help*
--foo => *--foo*--help*
-x => *-x*--help*
trace => *MACHINE INPUT*
trace flip.tm => *MACHINE INPUT*
run flip.tm => *MACHINE INPUT*
verify flip.tm => *MACHINE INPUT*
info => *MACHINE*
info flip.tm => *INPUT or -r*
trace flip.tm 0 1 => *'1'*
run flip.tm 0 1 => *'1'*
verify flip.tm 0 1 => *'1'*
info flip.tm 0 1 => *'1'*
machines flip.tm => *'flip.tm'*
trace flip.tm 0 --foo => *--foo*
trace flip.tm 0 -x => *-x*
trace flip.tm 0 --foo=3 => *--foo*
trace flip.tm 0 --format real => *--format*
trace flip.tm 0 --bits 4 => *--bits*
run flip.tm 0 --tokens=x => *--tokens*
verify flip.tm 0 --tokens => *--tokens*argument*
verify flip.tm 0 --m 4 => *--m*
trace flip.tm 0 -r => *-r*argument*
trace flip.tm 0 --mode => *--mode*argument*
run flip.tm 0 --format => *--format*argument*
sweep flip.tm:0 -o => *-o*argument*
sweep flip.tm:0 --bits => *--bits*argument*
TABLE

refuses <<'TABLE'
# margins, locate, explain
margins flip.tm => margins needs MACHINE INPUT*
margins flip.tm 2 => *'2'*
margins flip.tm 0 --activations => *--activations*
verify flip.tm 0 --pretty => *--pretty*
locate flip.tm => locate needs MACHINE INPUT*
locate flip.tm 0 --beta 4 => --beta has no meaning for hardmax*
explain flip.tm 0 => explain needs --token N*
explain flip.tm 0 --token => *--token*argument*
explain flip.tm 0 --token x => --token 'x'*
explain flip.tm 0 --token -1 => --token '-1'*
explain flip.tm 0 --token 99999999999999999999 => --token '99999999999999999999'*
explain flip.tm 01 --token 11 => token 11: there are only 11 tokens, counted from 0
explain flip.tm 01 --token 10 => token 10 is the last of its context and is never fed*
explain flip.tm 01 --token 1 --force => *--force*
trace flip.tm 01 --token 1 => *--token*
# an error is one line, whatever it quotes
"foo${newline}bar" => *foo*bar*
trace "foo${newline}bar" 0 => *foo*bar*
trace flip.tm "0${newline}" => *character 2*
trace flip.tm 0 --mode "a${newline}b" => *mode*
trace flip.tm 0 "--a${newline}b" => *
run flip.tm 0 --format "a${newline}b" => *format*
sweep "foo${newline}bar:0" => *foo*bar*
TABLE

finish
