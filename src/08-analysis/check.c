/* SPDX-License-Identifier: MIT */
/* Checking certificates.  Nothing here is shared with what makes them but numbers: formats, roundings, enclosures.
   The theorems are programs (data/theorems, doc/theorems.md).  They say what stands in a certificate, line by line.  This file
   has their language, Lua with rational numbers in place of its own, and tells them what is there, and what numbers become.
   Whatever goes wrong is an error of Lua.  It leaves functions at once: what they have to release is released before. */
#include <ctype.h>
#include <gmp.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

#include "theorems.h"
#include "tmprec/analysis/certificate.h"
#include "tmprec/base/memory.h"
#include "tmprec/base/recovery.h"
#include "tmprec/numbers/enclosure.h"
#include "tmprec/numbers/environment.h"
#include "tmprec/numbers/exact.h"

enum { NUMBER_BITS = 4096, BITS = 1024, SHORT_BITS = 640, BETA_BITS = 192, MOST_EXPONENT = 100000, MOST_POWER = 1 << 30 };

struct tp_checker {
  lua_State *L;
  int has_read;                          /* the theorems; else why not is on the stack */
  const char *next, *end;                /* of the certificate: its next line */
  size_t line;
  tp_certificate_result otherwise;       /* if something is wrong */
  tp_choice stated, choice;              /* the arithmetic of all layers, and of the layer at work */
  tp_rounding rule[TP_SITES];            /* of the layer at work */
  tp_enclosure_room room;
  mpq_t x;                               /* the number at work */
};

static tp_checker *checker(lua_State *L) { return *(tp_checker **) lua_getextraspace(L); }

/* --- The language -------------------------------------------------------------------------------------------- */

/* A number never changes.  It is one block of Lua's memory, with its limbs: errors leave nothing behind. */
typedef struct { mpq_t value; mp_limb_t limb[]; } rational;

/* Push the number at work; 1, as functions of Lua return.  What makes it a number is beside each function: its name would take
   longer to find. */
static int push(lua_State *L)
{
  mpz_srcptr above = mpq_numref(checker(L)->x), below = mpq_denref(checker(L)->x);
  const size_t first = mpz_size(above), second = mpz_size(below);
  rational *y = lua_newuserdatauv(L, sizeof *y + (first + second) * sizeof(mp_limb_t), 0);
  memcpy(y->limb, mpz_limbs_read(above), first * sizeof(mp_limb_t));
  memcpy(y->limb + first, mpz_limbs_read(below), second * sizeof(mp_limb_t));
  mpz_roinit_n(mpq_numref(y->value), y->limb, mpz_sgn(above) * (mp_size_t) first);
  mpz_roinit_n(mpq_denref(y->value), y->limb + first, (mp_size_t) second);
  lua_pushvalue(L, lua_upvalueindex(2));
  lua_setmetatable(L, -2);
  return 1;
}

/* An argument of a function: a number, the only kind of userdata; a whole one. */
static mpq_srcptr rational_at(lua_State *L, int argument)
{
  const rational *x = lua_touserdata(L, argument);
  return (x ? x : (const rational *) luaL_checkudata(L, argument, "rational"))->value;
}

static long whole_at(lua_State *L, int argument)
{
  const long x = mpz_get_si(mpq_numref(rational_at(L, argument)));
  luaL_argcheck(L, mpq_cmp_si(rational_at(L, argument), x, 1) == 0, argument, "not a whole number");
  return x;
}

/* x + y, x - y, x * y, x / y, x // y, -x; 2^y. */
static int calculate(lua_State *L)
{
  mpq_srcptr x = rational_at(L, 1), y = rational_at(L, 2);
  mpq_ptr z = checker(L)->x;
  const lua_Integer sign = lua_tointeger(L, lua_upvalueindex(1));
  if (sign == LUA_OPPOW) {
    const long power = whole_at(L, 2);
    const int is_sensible = power <= MOST_POWER && power >= -MOST_POWER;
    luaL_argcheck(L, mpq_cmp_si(x, 2, 1) == 0 && is_sensible, 2, "a power that is too large or too small, or not of 2");
    tp_set_power_of_two(z, power);
  } else if (sign == LUA_OPUNM) {
    mpq_neg(z, x);
  } else if (sign == LUA_OPDIV || sign == LUA_OPIDIV) {
    luaL_argcheck(L, mpq_sgn(y) != 0, 2, "a quotient by 0");
    mpq_div(z, x, y);
    if (sign == LUA_OPIDIV) {
      mpz_fdiv_q(mpq_numref(z), mpq_numref(z), mpq_denref(z));
      mpz_set_ui(mpq_denref(z), 1);
    }
  } else {
    (sign == LUA_OPADD ? mpq_add : sign == LUA_OPSUB ? mpq_sub : mpq_mul)(z, x, y);
  }
  return push(L);
}

/* Whether x is equal to y (0), not equal (1), less (2), or at most y (3). */
static int compare(lua_State *L)
{
  const int order = mpq_cmp(rational_at(L, 1), rational_at(L, 2)), holds[] = {order == 0, order != 0, order < 0, order <= 0};
  lua_pushboolean(L, holds[lua_tointeger(L, lua_upvalueindex(1))]);
  return 1;
}

/* A text, or a whole number as one.  `..` is left to Lua: that of Debian 12 loses its stack where it calls a function. */
static int as_text(lua_State *L)
{
  lua_isstring(L, 1) ? lua_pushvalue(L, 1) : (void) lua_pushfstring(L, "%I", (LUAI_UACINT) whole_at(L, 1));
  return 1;
}

/* Lua itself would take equal numbers for different keys of a table. */
static int array(lua_State *L)
{
  lua_newtable(L);
  luaL_setmetatable(L, "array");
  return 1;
}

static int element(lua_State *L)
{
  if (lua_gettop(L) == 3)                /* x[i] = y */
    lua_rawseti(L, 1, whole_at(L, 2));
  else if (lua_rawgeti(L, 1, whole_at(L, 2)) == LUA_TNIL)
    luaL_error(L, "this element has no value");
  return 1;
}

/* _12 is 12. */
static int missing_name(lua_State *L)
{
  const char *name = lua_tostring(L, 2);
  if (*name != '_' || mpq_set_str(checker(L)->x, name + 1, 10) != 0)
    return luaL_error(L, "this has no value: %s", name);
  push(L);
  lua_pushvalue(L, -1);
  lua_setglobal(L, name);                /* from now on */
  return 1;
}

/* What theorems have set is forgotten: all of them have this table for names, beside what is there since they were read. */
static void forget_variables(lua_State *L)
{
  lua_getfield(L, LUA_REGISTRYINDEX, "names");
  lua_newtable(L);
  luaL_setmetatable(L, "variables");
  lua_setupvalue(L, -2, 1);
  lua_pop(L, 1);
}

/* The first upvalue of a program is where its names are.  Let it be that of an empty program, which is kept. */
static void share_variables(lua_State *L)
{
  lua_getfield(L, LUA_REGISTRYINDEX, "names");
  lua_upvaluejoin(L, -2, 1, -1, 1);
  lua_pop(L, 1);
}

/* Lua has numbers of its own, and answers == by itself if one side is no number of ours.  So it gets the name _12 for 12, and
   the signs | and ~ for == and ~=, for which it has to ask.  Lines stay where they are. */
static void run(lua_State *L, const char *program)
{
  const char *at = program;
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  for (size_t length; *at; at += length) {
    const int is_sign = (*at == '=' || *at == '~') && at[1] == '=', is_remark = *at == '-' && at[1] == '-';
    if (strchr("'\\#{}", *at) || (*at == '[' && strchr("[=", at[1])) || (is_remark && at[2] == '['))
      luaL_error(L, "theorems have no ' \\ # { } [[ [= --[");
    for (length = 0; isalnum((unsigned char) at[length]) || at[length] == '_';)
      length++;
    if (isdigit((unsigned char) *at))
      luaL_addchar(&out, '_');
    else if (*at == '"')
      length = 1 + strcspn(at + 1, "\"\\\n") + (at[1 + strcspn(at + 1, "\"\\\n")] == '"');
    else if (!length)
      length = is_remark ? strcspn(at, "\n") : is_sign ? 2 : 1;
    luaL_addlstring(&out, !is_sign ? at : *at == '=' ? "| " : "~ ", length);
  }
  luaL_pushresult(&out);
  if (luaL_loadbufferx(L, lua_tostring(L, -1), lua_rawlen(L, -1), program, "t") != LUA_OK)
    lua_error(L);
  share_variables(L);
  lua_call(L, 0, 0);
}

/* --- The certificate ----------------------------------------------------------------------------------------- */

/* Its value is for the expressions that it stands in. */
static _Noreturn int fail(lua_State *L, tp_certificate_result otherwise, const char *what, const char *text)
{
  checker(L)->otherwise = otherwise;
  lua_pushfstring(L, "%s%s", what, text);
  lua_error(L);
  abort();                             /* lua_error does not return, which its declaration cannot say */
}

/* What stands after the text and `last` on the next line, which is passed then; else NULL.  In the text | is a tab, and ? a
   whole number, which is pushed. */
static const char *read_line(lua_State *L, const char *text, char last)
{
  tp_checker *c = checker(L);
  const char *at = c->next;
  for (size_t length; *text; text++, at += length) {
    length = *text == '?' ? strspn(at, "0123456789") : *at == (*text == '|' ? '\t' : *text);
    if (!length || (*text == '?' && *at == '0' && length > 1))
      return NULL;
    if (*text == '?' && mpq_set_str(c->x, lua_pushlstring(L, at, length), 10) == 0)
      lua_replace(L, -1 - push(L));
  }
  if (*at != last || !strchr(at, '\n'))
    return NULL;
  c->next = strchr(at, '\n') + 1;
  tp_recovery_tell(c->line++);
  return at + 1;
}

static int given(lua_State *L)
{
  lua_pushboolean(L, read_line(L, luaL_checkstring(L, 1), '\n') != NULL);
  return 1;
}

/* The same of a line that has to be there. */
static const char *need_line(lua_State *L, char last)
{
  const char *text = luaL_checkstring(L, 1), *at = read_line(L, text, last);
  if (!at)
    checker(L)->line++, fail(L, TP_CERTIFICATE_MALFORMED, "this line should be another: ", luaL_gsub(L, text, "|", " "));
  return at;
}

static int line(lua_State *L)
{
  need_line(L, '\n');
  return lua_gettop(L) - 1;
}

/* Push y, if it is a number and neither too large nor too small; it is cleared. */
static int push_binary(lua_State *L, mpfr_t y, long most, tp_certificate_result otherwise)
{
  const int good = mpfr_number_p(y) && (mpfr_zero_p(y) || labs(mpfr_get_exp(y)) < most);
  if (good)
    mpfr_get_q(checker(L)->x, y);
  mpfr_clear(y);
  return good ? push(L) : fail(L, otherwise, "not a number as %a writes them, or too large or too small", "");
}

static int number(lua_State *L)
{
  const char *at = need_line(L, '\t');
  char *end;
  mpfr_t y;
  mpfr_init2(y, NUMBER_BITS);
  if (strncmp(at + (*at == '-'), "0x", 2) || mpfr_strtofr(y, at, &end, 16, MPFR_RNDN) != 0 || *end != '\n')
    mpfr_set_nan(y);
  return push_binary(L, y, MOST_EXPONENT, TP_CERTIFICATE_MALFORMED);
}

static int arithmetic(lua_State *L)
{
  tp_error err;
  const char *at = need_line(L, '\t'), *text = lua_pushlstring(L, at, strcspn(at, "\n"));
  const int good = tp_choice_parse(&checker(L)->stated, text, &err) == TP_STATUS_OK;
  return good ? 0 : fail(L, TP_CERTIFICATE_MALFORMED, "no arithmetic", "");
}

/* The condition holds; else what is wrong is the line of the theorem. */
static int check(lua_State *L)
{
  lua_Debug here;
  luaL_checktype(L, 1, LUA_TBOOLEAN);
  if (lua_toboolean(L, 1))
    return 0;
  lua_getstack(L, 1, &here);
  lua_getinfo(L, "Sl", &here);
  while (--here.currentline > 0)
    here.source = strchr(here.source, '\n') + 1;
  here.source += strspn(here.source, " ");
  return fail(L, TP_CERTIFICATE_REFUSED, "this does not hold: ", lua_pushlstring(L, here.source, strcspn(here.source, "\n")));
}

/* --- What numbers become ------------------------------------------------------------------------------------- */

/* x or a little more; or (1) e^x. */
static int approximate(lua_State *L)
{
  mpq_srcptr x = rational_at(L, 1);
  const lua_Integer is_exponent = lua_tointeger(L, lua_upvalueindex(1));
  mpfr_t y;
  mpfr_init2(y, is_exponent ? BITS : SHORT_BITS);
  mpfr_set_q(y, x, MPFR_RNDU);
  if (is_exponent)
    mpfr_exp(y, y, MPFR_RNDU);
  return push_binary(L, y, 2 * MOST_EXPONENT, TP_CERTIFICATE_REFUSED);
}

static int site(lua_State *L)
{
  luaL_argcheck(L, whole_at(L, 1) >= 0 && whole_at(L, 1) < TP_SITES, 1, "no site");
  return (int) whole_at(L, 1);
}

/* x as it is rounded at the site, exactly.  Only of logits (1) an infinite one is 2^MOST_EXPONENT or -2^MOST_EXPONENT. */
static int round_at(lua_State *L)
{
  tp_checker *c = checker(L);
  const tp_rounding *rule = c->rule + site(L);
  tp_enclosure y;
  mpq_set(c->x, rational_at(L, 2));
  if (rule->format.family == TP_FORMAT_REAL)
    return push(L);
  tp_enclosure_init(&y, BITS);
  int good = tp_enclosure_set_rational(&y, c->x) && tp_enclosure_round(&c->room, rule, 0.5, &y, &y);
  if (good && lua_tointeger(L, lua_upvalueindex(1)) && mpfr_inf_p(y.high)) {
    mpfr_set_si_2exp(y.high, mpfr_sgn(y.high), MOST_EXPONENT, MPFR_RNDN);
    mpfr_get_q(c->x, y.high);
  } else {
    good = good && tp_enclosure_to_rational(c->x, &y);
  }
  tp_enclosure_clear(&y);
  return good ? push(L) : fail(L, TP_CERTIFICATE_REFUSED, "a number that cannot be rounded exactly", "");
}

/* --- The arithmetic of a layer ------------------------------------------------------------------------------- */

/* Take it.  Its text; whether it is that of the layer before; and beta, where contexts have 2^r tokens. */
static int layer(lua_State *L)
{
  tp_checker *c = checker(L);
  tp_buffer text = {NULL, 0, 0};
  const tp_choice before = c->choice, *a = &c->choice;
  c->choice = tp_choice_at_layer(&c->stated, (unsigned) whole_at(L, 1));
  const int by_operations = a->kind == TP_ARITHMETIC_MPFR;
  for (int i = 0; i < TP_SITES; i++)
    c->rule[i] = by_operations ? (tp_rounding) {a->operation, a->mode[0], a->overflow, 0} : tp_choice_rounding(a, i);
  tp_choice_print(&text, a);
  lua_pushstring(L, text.text);
  tp_buffer_clear(&text);
  lua_pushboolean(L, tp_choice_equal(&before, a));
  const unsigned r = (unsigned) whole_at(L, 2);
  mpfr_t beta;
  mpfr_init2(beta, by_operations ? tp_format_significand(a->operation) : BETA_BITS);
  by_operations ? tp_choice_beta_operation(beta, a, r) : tp_choice_beta_weight(beta, a, r, 0.5);
  return 2 + push_binary(L, beta, MOST_EXPONENT, TP_CERTIFICATE_REFUSED);
}

/* Theorem `certificate` has names for these numbers. */
_Static_assert(TP_SITE_ACT == 0 && TP_SITE_ATTN == 1 && TP_SITE_LOGIT == 2 && TP_SITE_EXP == 3 && TP_SITE_ACC == 4
               && TP_SITE_PARAM == 5 && TP_FORMAT_REAL == 0 && TP_FORMAT_FIXED == 1 && TP_FORMAT_FLOAT == 2
               && TP_FORMAT_IEEE == 3 && TP_FORMAT_GRID == 4 && TP_FORMAT_POSIT == 5 && TP_ROUND_NEAREST_EVEN == 0
               && TP_ROUND_NEAREST_AWAY == 1 && TP_ROUND_TOWARD_ZERO == 2 && TP_ROUND_AWAY == 3 && TP_ROUND_UP == 4
               && TP_ROUND_DOWN == 5 && TP_ROUND_TO_ODD == 6 && TP_ROUND_STOCHASTIC == 7 && TP_SUM_SEQUENTIAL == 0
               && TP_SUM_PAIRWISE == 1 && TP_SUM_COMPENSATED == 2, "sites, families, modes, orders of sums");

/* What is known of a site, and of all together. */
static int facts(lua_State *L)
{
  const tp_checker *c = checker(L);
  const tp_choice *a = &c->choice;
  const int s = site(L);
  const tp_format f = c->rule[s].format;
  const int has_step = f.family == TP_FORMAT_FIXED || f.family == TP_FORMAT_IEEE;
  const long told[] = {
    f.family, c->rule[s].mode, tp_format_significand(f), has_step ? tp_format_least_step(f) : 0, f.flushes, f.shared,
    tp_choice_is_rounded(a, s), a->kind == TP_ARITHMETIC_SITES, a->kind == TP_ARITHMETIC_MPFR, tp_choice_has_noise(a),
    a->subtracts_first, c->stated.exceptions > 0, tp_choice_sums_in_theorems(a), a->sum};
  for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
    mpq_set_si(checker(L)->x, told[i], 1);
    push(L);
  }
  return sizeof told / sizeof *told;
}

/* --- The whole ----------------------------------------------------------------------------------------------- */

/* What Lua calls for signs, elements and names, and theorems by name; with which number it is called. */
static const struct { const char *type, *name; lua_CFunction function; lua_Integer number; } functions[] = {
  {"rational", "__add", calculate, LUA_OPADD}, {"rational", "__sub", calculate, LUA_OPSUB}, {NULL, "text", as_text, 0},
  {"rational", "__mul", calculate, LUA_OPMUL}, {"rational", "__div", calculate, LUA_OPDIV}, {"rational", "__bor", compare, 0},
  {"rational", "__pow", calculate, LUA_OPPOW}, {"rational", "__unm", calculate, LUA_OPUNM}, {"rational", "__bxor", compare, 1},
  {"rational", "__idiv", calculate, LUA_OPIDIV}, {"rational", "__lt", compare, 2}, {"rational", "__le", compare, 3},
  {"array", "__index", element, 0}, {"array", "__newindex", element, 0}, {"constants", "__index", missing_name, 0},
  {NULL, "arithmetic", arithmetic, 0}, {NULL, "array", array, 0}, {NULL, "line", line, 0}, {NULL, "given", given, 0},
  {NULL, "number", number, 0}, {NULL, "check", check, 0}, {NULL, "up", approximate, 0}, {NULL, "exp_up", approximate, 1},
  {NULL, "round", round_at, 0}, {NULL, "round_logit", round_at, 1}, {NULL, "layer", layer, 0}, {NULL, "facts", facts, 0}};

static int read_theorems(lua_State *L)
{
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    functions[i].type ? (void) luaL_newmetatable(L, functions[i].type) : lua_pushglobaltable(L);
    lua_pushinteger(L, functions[i].number);
    luaL_newmetatable(L, "rational");
    lua_pushcclosure(L, functions[i].function, 2);
    lua_setfield(L, -2, functions[i].name);
    lua_settop(L, 0);
  }
  lua_pushglobaltable(L);
  luaL_setmetatable(L, "constants");
  luaL_newmetatable(L, "variables");
  lua_pushglobaltable(L);
  lua_setfield(L, -2, "__index");
  luaL_loadbufferx(L, "", 0, "", "t");
  lua_setfield(L, LUA_REGISTRYINDEX, "names");
  for (const struct tp_theorem_file *f = tp_theorem_files; f->name; f++)
    run(L, f->text);
  return 0;
}

static int follow_theorems(lua_State *L)
{
  forget_variables(L);
  lua_getglobal(L, "certificate");
  lua_call(L, 0, 0);
  return checker(L)->next == checker(L)->end ? 0 : fail(L, TP_CERTIFICATE_MALFORMED, "lines after the end", "");
}

tp_checker *tp_checker_new(void)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  tp_checker *c = tp_memory_zeroed(1, sizeof *c);
  c->L = lua_newstate(tp_memory_manage, NULL);
  *(tp_checker **) lua_getextraspace(c->L) = c;
  tp_enclosure_room_init(&c->room, BITS);
  mpq_init(c->x);
  lua_pushcfunction(c->L, read_theorems);
  c->has_read = lua_pcall(c->L, 0, 0, 0) == LUA_OK;
  tp_mpfr_environment_leave(&caller);
  return c;
}

tp_certificate_result tp_checker_check(tp_checker *c, const char *name, const char *text, size_t length, tp_error *err)
{
  const tp_mpfr_environment caller = tp_mpfr_environment_enter();
  c->next = text, c->end = text + length;
  c->line = 0;
  c->otherwise = TP_CERTIFICATE_REFUSED;
  c->stated = c->choice = (tp_choice) {0};
  memset(c->rule, 0, sizeof c->rule);
  if (c->has_read)
    lua_pushcfunction(c->L, follow_theorems);
  const int holds = c->has_read && lua_pcall(c->L, 0, 0, 0) == LUA_OK;
  if (!holds)
    tp_error_set(err, TP_STATUS_REFUSED, "%s:%zu: %s", name, c->line, lua_tostring(c->L, -1));
  if (c->has_read)
    lua_settop(c->L, 0);
  tp_choice_clear(&c->stated);
  tp_mpfr_environment_leave(&caller);
  return holds ? TP_CERTIFICATE_CONFIRMED : c->otherwise;
}

void tp_checker_free(tp_checker *c)
{
  lua_close(c->L);
  mpq_clear(c->x);
  tp_enclosure_room_clear(&c->room);
  free(c);
}

tp_certificate_result tp_certificate_check(const char *name, const char *text, size_t length, tp_error *err)
{
  tp_checker *c = tp_checker_new();
  const tp_certificate_result result = tp_checker_check(c, name, text, length, err);
  tp_checker_free(c);
  return result;
}
