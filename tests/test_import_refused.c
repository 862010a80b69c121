/* SPDX-License-Identifier: MIT */
/* Broken machines in the notations of others, and where the message points. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "notations.h"
#include "suite.h"

#define TEXT(literal) literal, sizeof literal - 1
#define SIM "name: x\ninit: q0\naccept: qa\n"
#define TABLE "blank: ' '\nstart state: a\ntable:\n"
#define ONE "tapes 1\nblank _\ninput a b\nstart q\nhalt h\nwildcard *\n"
#define TWO "tapes 2\nblank _\ninput a b\nstart q\nhalt h\nwildcard *\n"

static const struct {
  tp_notation n;
  const char *text;
  size_t length;
  const char *where, *says;
} refused[] = {
  /* tmsim */
  {TP_NOTATION_TMSIM, TEXT(""), "1:1", "'init:' is missing"},
  {TP_NOTATION_TMSIM, TEXT("// nothing but a comment\n"), "1:1", "'init:' is missing"},
  {TP_NOTATION_TMSIM, TEXT("name: x\n\ninit: q0\naccept: qa\n"), "4:1", "no transition"},
  {TP_NOTATION_TMSIM, TEXT("name: x\naccept: qa\n\nq0,0\nqa,0,>\n"), "5:1", "'init:' is missing"},
  {TP_NOTATION_TMSIM, TEXT("name: x\ninit: q0\n\nq0,0\nqa,0,>\n"), "5:1", "'accept:' is missing"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0\n"), "5:1", "2 fields, not 3 (a state, 1 symbols written, 1"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,>,>\n"), "5:1", "4 fields, not 3 (a state, 1 symbols written, 1"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,R\n"), "5:6", "a move is one of < > -, not 'R'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,>>\n"), "5:6", "a move is one of < > -, not '>>'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,,>\n"), "5:4", "a symbol must be one character, not ''"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,\nqa,0,>\n"), "4:4", "a symbol must be one character, not ''"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,10\nqa,0,>\n"), "4:4", "a symbol must be one character, not '10'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,\xc3\xa4\xc3\xb6,>\n"), "5:4", "a symbol must be one character, not '\xc3\xa4\xc3\xb6'"},
  {TP_NOTATION_TMSIM, TEXT(SIM ",0\nqa,0,>\n"), "4:1", "no state"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\n,0,>\n"), "5:1", "no state"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0\n"), "4:1", "neither a header nor 'state,symbol,...': 'q0'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\n\n// the end\n"), "4:1", "missing second line of the transition"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,>\nq0,0,0\nqa,0,0,>,>\n"), "6:1", "3 fields, not 2 (a state and 1 symbols read)"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0,_\nqa,0,_,>,>\nq0,1\nqa,1,>\n"), "6:1", "2 fields, not 3 (a state and 2 symbols read)"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,>\nq0,0\nqa,1,>\n"), "6:1", "duplicate transition (the first is in line 4)"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\ninit: q1\n"), "5:1", "missing second line of a transition (state,"},
  {TP_NOTATION_TMSIM, TEXT(SIM "init: q1\n"), "4:1", "repeated: 'init: q1'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "name: y\n"), "4:1", "repeated: 'name: y'"},
  {TP_NOTATION_TMSIM, TEXT("init: q0,q1\n"), "1:10", "more than one start state: 'q1'"},
  {TP_NOTATION_TMSIM, TEXT("init:\naccept: qa\n"), "1:6", "no start state"},
  {TP_NOTATION_TMSIM, TEXT("init: q0\naccept: qa,,qb\n"), "2:12", "no accepting state"},
  {TP_NOTATION_TMSIM, TEXT("init: q0\naccept:\n"), "2:8", "no accepting state"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n"), "4:36", "more than 16 tapes: '0'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0 0\nqa 0 >\n"), "4:1", "neither a header nor 'state,symbol,...': 'q0 0'"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,\t,>\n"), "5:4", "a symbol must be one character, not ''"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,\x01\n"), "4:4", "control character"},
  {TP_NOTATION_TMSIM, TEXT("init: q0\naccept: \xff\n"), "2:9", "not valid UTF-8"},
  {TP_NOTATION_TMSIM, TEXT(SIM "qa,0\nq0,0,>\n"), "5:1", "no transition"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0 -> qa,0,>\n"), "4:1", "missing second line of the transition"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,0\nqa,0,>,\n"), "5:1", "4 fields, not 3 (a state, 1 symbols written, 1"},
  {TP_NOTATION_TMSIM, TEXT(SIM "qa,0\nqa,0,<\n\n\n"), "7:1", "no transition"},
  {TP_NOTATION_TMSIM, TEXT(SIM "q0,_\nqa,_,>\n"), "4:1", "no symbol other than the blank"},
  /* morphett */
  {TP_NOTATION_MORPHETT, TEXT(""), "1:1", "no transition"},
  {TP_NOTATION_MORPHETT, TEXT("; nothing\n\n"), "2:1", "no transition"},
  {TP_NOTATION_MORPHETT, TEXT("0\n"), "1:2", "the symbol is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a\n"), "1:4", "the new symbol is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b\n"), "1:6", "the direction is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r\n"), "1:8", "the new state is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("; x\n  0 a b r ; 1\n"), "2:10", "the new state is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1 2\n"), "1:11", "too much after the new state: '2'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1 ! !\n"), "1:13", "too much after '!': '!'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1 !!\n"), "1:11", "too much after the new state: '!!'"},
  {TP_NOTATION_MORPHETT, TEXT("0 ab b r 1\n"), "1:3", "a symbol must be one character, not 'ab'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a ba r 1\n"), "1:5", "a symbol must be one character, not 'ba'"},
  {TP_NOTATION_MORPHETT, TEXT("0 \xc3\xa4\xc3\xb6 b r 1\n"), "1:3", "a symbol must be one character, not '\xc3\xa4\xc3\xb6'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b x 1\n"), "1:7", "a direction must be one of l r *, not 'x'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b rr 1\n"), "1:7", "a direction must be one of l r *, not 'rr'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b right 1\n"), "1:7", "a direction must be one of l r *, not 'right'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b - 1\n"), "1:7", "a direction must be one of l r *, not '-'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1\n0 a c r 1\n"), "2:1", "duplicate transition (the first is in line 1)"},
  {TP_NOTATION_MORPHETT, TEXT("* a b r 1\n0 a b r 2\n\n* a b l 1\n"), "4:1", "duplicate transition (the first is in line 1)"},
  {TP_NOTATION_MORPHETT, TEXT("* * * r 1\n* * * l 1\n"), "2:1", "duplicate transition (the first is in line 1)"},
  {TP_NOTATION_MORPHETT, TEXT("halt a b r 1\n0 ab b r 1\n"), "2:3", "a symbol must be one character, not 'ab'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1\n\n1 a b\n"), "3:6", "the direction is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1\n1 \xc3 b r 1\n"), "2:3", "not valid UTF-8"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1\n; \x00\n"), "2:3", "NUL character"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b\x07 r 1\n"), "1:6", "control character"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r\t\t\n"), "1:8", "the new state is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("0 a b r 1\r1 a b r 1\n"), "1:10", "control character"},
  {TP_NOTATION_MORPHETT, TEXT("0 ** b r 1\n"), "1:3", "a symbol must be one character, not '**'"},
  {TP_NOTATION_MORPHETT, TEXT("0 a ** r 1\n"), "1:5", "a symbol must be one character, not '**'"},
  {TP_NOTATION_MORPHETT, TEXT("q0,0\nq1,0,>\n"), "1:5", "the symbol is missing (state, symbol, new"},
  {TP_NOTATION_MORPHETT, TEXT("; c\n 0 _ _ r halt\n0 * * r 0\n"), "2:2", "no symbol other than the blank"},
  /* bb */
  {TP_NOTATION_BB, TEXT(""), "1:1", "no machine"},
  {TP_NOTATION_BB, TEXT("\n \n"), "2:1", "no machine"},
  {TP_NOTATION_BB, TEXT("1RB\n"), "1:1", "there is no column for this symbol"},
  {TP_NOTATION_BB, TEXT("1RB1LA_1LA\n"), "1:11", "the rows differ in length"},
  {TP_NOTATION_BB, TEXT("1RB_1LA1RZ\n"), "1:8", "the rows differ in length"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1R\n"), "1:13", "a row must have cells of three characters, such as 1RB"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1RZ_\n"), "1:15", "a row must have cells of three characters, such as 1RB"},
  {TP_NOTATION_BB, TEXT("_1RB1LB_1LA1RZ\n"), "1:1", "a row must have cells of three characters, such as 1RB"},
  {TP_NOTATION_BB, TEXT("1RB1LB__1LA1RZ\n"), "1:8", "a row must have cells of three characters, such as 1RB"},
  {TP_NOTATION_BB, TEXT("2RB1LB_1LA1RZ\n"), "1:1", "there is no column for this symbol"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA9RZ\n"), "1:11", "there is no column for this symbol"},
  {TP_NOTATION_BB, TEXT("1SB1LB_1LA1RZ\n"), "1:2", "missing move, L or R"},
  {TP_NOTATION_BB, TEXT("1RB1NB_1LA1RZ\n"), "1:5", "missing move, L or R"},
  {TP_NOTATION_BB, TEXT("1Rb1LB_1LA1RZ\n"), "1:3", "unexpected character in a machine like '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1rZ\n"), "1:12", "unexpected character in a machine like '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("RB11LB_1LA1RZ\n"), "1:1", "missing symbol, 0 to 9"},
  {TP_NOTATION_BB, TEXT("1RB1L1_1LA1RZ\n"), "1:6", "missing state, A to Z"},
  {TP_NOTATION_BB, TEXT("1RB--_1LA1RZ\n"), "1:6", "a row must have cells of three characters, such as 1RB"},
  {TP_NOTATION_BB, TEXT("1RB-1-_1LA1RZ\n"), "1:4", "missing symbol, 0 to 9"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1RZ\n1RB1LB_1LA1RZ\n"), "2:1", "more than one machine"},
  {TP_NOTATION_BB, TEXT("1RB1LB,1LA1RZ\n"), "1:7", "rows are separated by '_' or blanks, not by ','"},
  {TP_NOTATION_BB, TEXT("ARB1LB_1LA1RZ\n"), "1:1", "missing symbol, 0 to 9"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1L\xc3\x84" "1RZ\n"), "1:10", "unexpected character in a machine like '1RB1LC_...'"},
  {TP_NOTATION_BB, TEXT("---\n"), "1:1", "'---' writes 1, which is not a symbol here"},
  {TP_NOTATION_BB, TEXT("1RA2RA3RA4RA5RA6RA7RA8RA9RA0LA0LZ\n"), "1:31", "more than 10 symbols"},
  {TP_NOTATION_BB, TEXT("1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_"
        "1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ_1RA1RZ\n"), "1:183", "more than 26 states"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1RZ1LA\n"), "1:14", "the rows differ in length"},
  {TP_NOTATION_BB, TEXT("1RB1LB_\xff" "1LA\n"), "1:8", "not valid UTF-8"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1R-\n"), "1:13", "missing state, A to Z"},
  {TP_NOTATION_BB, TEXT("1RB 1LB 1LA 1RZ\n"), "1:1", "where does a row end?"},
  {TP_NOTATION_BB, TEXT("# 2\n1RB1LB 1LA1R\n"), "2:13", "a row must have cells of three characters"},
  {TP_NOTATION_BB, TEXT("1RB 1LB  1LA\n"), "1:13", "the rows differ in length"},
  {TP_NOTATION_BB, TEXT("1RB1LB_1LA1RQ x\n2RB1LB_1LA1RQ x\n"), "2:1", "more than one machine"},
  /* ft */
  {TP_NOTATION_FT, TEXT(""), "1:1", "no machine"},
  {TP_NOTATION_FT, TEXT("{\"alphabet\": [\"1\", \".\"]}\n"), "1:1", "'blank' is missing"},
  {TP_NOTATION_FT, TEXT("{\"alphabet\": [\"1\", \".\"], \"blank\": \".\",\n\"states\": [\"q\", \"h\"], \"initial\": \"q\", \"finals\": [\"h\"],\n\"transitions\": {\"q\": [\n{\"read\": \"2\", \"to_state\": \"q\", \"write\": \"1\", \"action\": \"RIGHT\"}]}}\n"), "4:10", "not in the alphabet: '2'"},
  {TP_NOTATION_FT, TEXT("{\"alphabet\": [\"1\", \".\"], \"blank\": \".\",\n\"states\": [\"q\", \"h\"], \"initial\": \"q\", \"finals\": [\"h\"],\n\"transitions\": {\"q\": [\n{\"read\": \"1\", \"to_state\": \"p\", \"write\": \"1\", \"action\": \"RIGHT\"}]}}\n"), "4:27", "not among the states: 'p'"},
  {TP_NOTATION_FT, TEXT("{\"alphabet\": [\"1\", \".\"], \"blank\": \".\",\n\"states\": [\"q\", \"h\"], \"initial\": \"q\", \"finals\": [\"h\"],\n\"transitions\": {\"q\": [\n{\"read\": \"1\", \"to_state\": \"q\", \"write\": \"1\", \"action\": \"STAY\"}]}}\n"), "4:56", "an action is LEFT or RIGHT, not 'STAY'"},
  {TP_NOTATION_FT, TEXT("{\"alphabet\": [\"1\", \".\"], \"blank\": \".\",\n\"states\": [\"q\", \"h\"], \"initial\": \"q\", \"finals\": [\"h\"],\n\"transitions\": {\"q\": [\n{\"read\": \"1\", \"to_state\": \"q\", \"write\": \"1\"}]}}\n"), "4:1", "'action' is missing"},
  {TP_NOTATION_FT, TEXT("{\"alphabet\": [\"1\", \".\"], \"blank\": \".\",\n\"states\": [\"q\", \"h\"], \"initial\": \"q\", \"finals\": [\"h\"],\n\"transitions\": {\"q\": [\n{\"read\": \"1\", \"to_state\": \"q\", \"write\": \"1\", \"action\": \"LEFT\"},\n{\"read\": \"1\", \"to_state\": \"h\", \"write\": \"1\", \"action\": \"LEFT\"}]}}\n"), "5:1", "duplicate transition (the first is in line 4)"},
  {TP_NOTATION_FT, TEXT("{\"alphabet\": [\"1\", \".\"], \"blank\": \".\",\n\"states\": [\"q\", \"h\"], \"initial\": \"q\", \"finals\": [\"h\"],\n\"transitions\": {\"q\": [\n{\"read\": \"1\", \"to_state\": \"q\", \"write\": \"1\", \"move\": \"LEFT\"}]}}\n"), "4:46", "a transition has read, to_state, write and action, not 'move'"},
  {TP_NOTATION_FT, TEXT("{\"alphabet\": [\"1\", \".\"], \"blank\": \".\",\n\"states\": [\"q\", \"h\"], \"initial\": \"q\", \"finals\": [\"h\"],\n\"transitions\": {\"q\": [\n{\"read\": \"1\", \"to_state\": \"q\", \"write\": \"1\", \"action\": \"LEFT\"}\n"), "5:1", "did not find expected"},
  {TP_NOTATION_FT, TEXT("{\"alphabet\": [\"1\", \".\", \"1\"], \"blank\": \".\", \"states\": [\"q\"], \"initial\": \"q\", \"finals\": [], \"transitions\": {}}\n"), "1:25", "repeated symbol"},
  /* nju */
  {TP_NOTATION_NJU, TEXT("#Q = {q}\n"), "1:1", "header '#S' is missing"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\nq 2 1 r q\n"), "8:3", "not in #G: '2'"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\nq 1 * r q\n"), "8:5", "written where a certain symbol is read: '*'"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\nq * 1 r q\nq 1 1 r h\n"), "8:1", "ambiguous: this line and line 9 both apply to state 'q' reading '1'"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\nq 1 1 r p\n"), "8:9", "not in #Q: 'p'"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\nq 1 1 x q\n"), "8:7", "a direction is one of l r *, not 'x'"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\nq 11 1 r q\n"), "8:3", "not a symbol for each tape: '11'"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\nq 1 1 rr q\n"), "8:7", "not a direction for each tape: 'rr'"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\nq 1 1 r\n"), "8:1", "4 fields, not 5"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\nh 1 1 r q\n"), "8:1", "a transition out of the final state 'h'"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\nq 1 1 r q\nq 1 _ r h\n"), "9:1", "duplicate transition (the first is in line 8)"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G = {1,_}\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\n#Q = {a}\n"), "8:1", "repeated header"},
  {TP_NOTATION_NJU, TEXT("#Q = {q,h}\n#S = {1}\n#G =  1,_\n#q0 = q\n#B = _\n#F = {h}\n#N = 1\n"), "3:7", "a set is {a,b,..}, not '1,_'"},
  /* jff */
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n</structure>"), "4:1", "no transition"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<transition><from>0</from><to>1</to><read>a</read><write>b</write><move>R</move></transition>\n<transition><from>0</from><to>0</to><read>a</read><write>b</write><move>R</move></transition>\n</structure>"), "5:1", "nondeterministic: in state 'q' reading 'a' this rule leads to 'q', that of line 4 to 'h'"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<transition><from>0</from><to>7</to><read>a</read><write>b</write><move>R</move></transition>\n</structure>"), "4:27", "no state has the id '7'"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<transition><from>0</from><to>1</to><read>ab</read><write>b</write><move>R</move></transition>\n</structure>"), "4:37", "a symbol must be one character, not 'ab'"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<transition><from>0</from><to>1</to><read>a</read><write>b</write><move>U</move></transition>\n</structure>"), "4:67", "a move is L, R or S, not 'U'"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<transition><from>0</from><to>1</to><read>~</read><write>b</write><move>R</move></transition>\n</structure>"), "4:37", "in JFLAP this may stand for other symbols, and is not read: '~'"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<transition><from>0</from><to>1</to><read>a</read><write>b</write></transition></structure>"), "4:1", "a transition without 'move' of tape 1"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<transition><from>0</from><to>1</to><read>a</read><write>b</write><move>R</move></transition>\n"), "5:1", "no element found"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<state id=\"1\"/></structure>"), "4:1", "repeated id of a state '1'"},
  {TP_NOTATION_JFF, TEXT("<structure><type>fa</type></structure>"), "1:12", "not a Turing machine, but of type 'fa'"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<state id=\"2\"><initial/></state></structure>"), "4:15", "a second initial state: 'q2'"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<Machine0><state id=\"3\"/></Machine0></structure>"), "4:11", "a machine within a machine is not read: 'state'"},
  {TP_NOTATION_JFF, TEXT("<structure><type>turing</type>\n<state id=\"0\" name=\"q\"><initial/></state>\n<state id=\"1\" name=\"h\"><final/></state>\n<transition><from>0</from><to>1</to><read tape=\"2\">a</read><write>b</write><move>R</move></transition>\n</structure>"), "4:37", "no such tape: '2'"},
  /* tmio */
  {TP_NOTATION_TMIO, TEXT(""), "1:1", "no machine: blank, start state and table are"},
  {TP_NOTATION_TMIO, TEXT("# nothing\n"), "1:1", "no machine: blank, start state and table are"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\n"), "1:1", "'start state' is missing"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\nstart state: a\n"), "1:1", "'table' is missing"},
  {TP_NOTATION_TMIO, TEXT("start state: a\ntable: {a: {0: R}}\n"), "1:1", "'blank' is missing"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\ntable: {a: {0: R}}\n"), "1:1", "'start state' is missing"},
  {TP_NOTATION_TMIO, TEXT("blank:\nstart state: a\ntable: {a: {0: R}}\n"), "1:7", "not a valid value for the key"},
  {TP_NOTATION_TMIO, TEXT("blank: '  '\nstart state: a\ntable: {a: {0: R}}\n"), "1:8", "a symbol must be one character, not '  '"},
  {TP_NOTATION_TMIO, TEXT("blank: [0]\nstart state: a\ntable: {a: {0: R}}\n"), "1:8", "not a valid value for the key"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\nstart state: b\ntable: {a: {0: R}}\n"), "2:14", "the start state is not in the table: 'b'"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\nstart state: a\ntable: [a]\n"), "3:8", "not a valid value for the key"},
  {TP_NOTATION_TMIO, TEXT(TABLE), "3:7", "not a valid value for the key"},
  {TP_NOTATION_TMIO, TEXT("blank: ' '\nstart state:\ntable: {a: {0: R}}\n"), "2:13", "not a valid value for the key"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {R: b}}\n"), "4:14", "this state is not in the table: 'b'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: X}\n"), "4:10", "neither a move nor a synonym: 'X'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {write: 1}}\n"), "4:10", "missing move: L, R or N"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {L: a, R: a}}\n"), "4:17", "a second move: 'R'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {write: 10, R: a}}\n"), "4:18", "a symbol must be one character, not '10'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {wirte: 1, R: a}}\n"), "4:11", "an instruction may have write and one of L, R and N,"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {00: R}\n"), "4:7", "a symbol must be one character, not '00'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {[0, 11]: R}\n"), "4:11", "a symbol must be one character, not '11'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {[0, [1]]: R}\n"), "4:11", "a symbol is one character"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {[]: R}\n"), "4:7", "no symbol in the list"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: }\n"), "4:10", "missing instruction, such as R or {write: 1,"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: R\n"), "4:6", "missing symbols and instructions of a state"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: [0, 1]\n"), "4:6", "missing symbols and instructions of a state"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: [R]}\n"), "4:10", "missing instruction, such as R or {write: 1,"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R, 0: L}\n"), "4:13", "duplicate transition (the first is in line 4)"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a:\n    [0,1]: R\n    1: L\n"), "6:5", "duplicate transition (the first is in line 5)"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R}\n  a: {1: R}\n"), "5:3", "repeated state 'a'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a:\n"), "1:1", "no symbol other than the blank"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R\n"), "5:1", "did not find expected ',' or '}'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: 'R}\n"), "5:1", "found unexpected end of stream"},
  {TP_NOTATION_TMIO, TEXT(TABLE "\ta: {0: R}\n"), "4:1", "found character that cannot start any token"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R}\nblank: 0\n"), "5:1", "repeated key 'blank'"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: *x}\n"), "4:10", "found undefined alias"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R}\n---\nblank: 1\n"), "6:1", "more than one document"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  [a]: {0: R}\n"), "4:3", "missing name of a state"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {R: [a]}}\n"), "4:14", "missing name of a state"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {write: , R: a}}\n"), "4:18", "a symbol must be one character, not ''"},
  {TP_NOTATION_TMIO, TEXT("- a\n- b\n"), "1:1", "no machine: blank, start state and table are"},
  {TP_NOTATION_TMIO, TEXT("just text: [\n"), "2:1", "did not find expected node content"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: go}\nsynonyms: {go: far, far: R}\n"), "5:16", "neither a move nor a synonym: 'far'"},
  {TP_NOTATION_TMIO, TEXT("synonyms: {go: {R: b}}\nblank: ' '\nstart state: a\ntable:\n  a: {0: go}\n"), "1:20", "this state is not in the table: 'b'"},
  {TP_NOTATION_TMIO, TEXT("name: x\nsource code: |\n  blank: ' '\n  start state: a\n  table:\n    a: {0: Q}\n"), "6:12", "neither a move nor a synonym: 'Q'"},
  {TP_NOTATION_TMIO, TEXT("{\"program\": \"0 a b r 1\", \"variant\": 1}\n"), "1:1", "a saved page of another simulator; what is read"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {write: 1, write: 1, R: a}}\n"), "4:21", "'write' is repeated"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: R}\n  \x07\n"), "5:3", "control character"},
  {TP_NOTATION_TMIO, TEXT("blank: \xff\n"), "1:8", "not valid UTF-8"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  ? {b: c}\n  : {0: R}\n"), "4:5", "missing name of a state"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {0: {}}\n"), "4:10", "missing move: L, R or N"},
  {TP_NOTATION_TMIO, TEXT(TABLE "  a: {' ': {R: b}}\n  b:\n"), "4:7", "no symbol other than the blank"},
  {TP_NOTATION_TMIO, TEXT("blank:\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n [\n"), "17:2", "nested too deeply"},
  /* tm */
  {TP_NOTATION_TM, TEXT("wildcard\n"), "1:1", "missing value after 'wildcard'"},
  {TP_NOTATION_TM, TEXT("wildcard * ?\n"), "1:12", "more than one value: '?'"},
  {TP_NOTATION_TM, TEXT("wildcard *\nwildcard *\n"), "2:1", "repeated header 'wildcard'"},
  {TP_NOTATION_TM, TEXT("blank *\nwildcard *\n"), "2:10", "the wildcard is the blank: '*'"},
  {TP_NOTATION_TM, TEXT("wildcard *\nblank *\n"), "2:7", "the wildcard is the blank: '*'"},
  {TP_NOTATION_TM, TEXT("input a *\nwildcard *\n"), "2:10", "the wildcard among the input symbols: '*'"},
  {TP_NOTATION_TM, TEXT("wildcard *\ninput a *\n"), "2:9", "the wildcard among the input symbols: '*'"},
  {TP_NOTATION_TM, TEXT("wildcard ^\n"), "1:10", "may not stand in the name '^'"},
  {TP_NOTATION_TM, TEXT(ONE "q * -> h * S\nq * -> h a S\n"), "8:1", "duplicate transition (the first is in line 7)"},
  {TP_NOTATION_TM, TEXT(TWO "q * a -> h * a S S\nq a * -> h a * L S\n"), "8:1", "ambiguous: this line and line 7 both apply to"},
  {TP_NOTATION_TM, TEXT(TWO "q * a -> h * a S S\n\n"
        "q b * -> h * b S S\nq b a -> h b a S S\nq _ * -> h a a R R\n"), "11:1", "ambiguous: this line and line 7 both apply to"},
  {TP_NOTATION_TM, TEXT(ONE "q a -> h a S\nwildcard +\n"), "8:1", "repeated header 'wildcard'"},
  {TP_NOTATION_TM, TEXT(ONE "* a -> h a S\nh * -> q * S\n"), "7:1", "the wildcard stands for symbols, not for"},
  {TP_NOTATION_TM, TEXT("tapes 16\nblank _\ninput a b\nstart q\nhalt h\nwildcard *\nq * * * * * * * * * * * * * * * * -> h"
        " * * * * * * * * * * * * * * * * S S S S S S S S S S S S S S S S\n"), "7:1", "more than 1000000 transitions (with wildcards"},
  {TP_NOTATION_TM, TEXT(ONE "q a -> h a S\ntwo-way\n"), "8:1", "a header after the first transition: 'two-way'"},
};

START_TEST(test_refused)
{
  tp_machine *m = (tp_machine *) &m;
  tp_error err = {.text = ""};
  char start[100];
  snprintf(start, sizeof start, "file:%s: ", refused[_i].where);
  ck_assert_msg(tp_notation_parse(&m, refused[_i].n, "file", refused[_i].text, refused[_i].length, &err) == TP_STATUS_REFUSED,
                "accepted, not refused at %s (%s)", refused[_i].where, refused[_i].says);
  ck_assert_ptr_null(m);
  ck_assert_msg(!strncmp(err.text, start, strlen(start)) && strstr(err.text, refused[_i].says), "'%s' does not begin with '%s' and say '%s'",
                err.text, start, refused[_i].says);
  assert_one_line("file", &err);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("import, refused");
  TCase *tc = suite_case(suite, "refused");
  tcase_add_loop_test(tc, test_refused, 0, (int) LENGTH(refused));
  return suite_run(suite);
}
