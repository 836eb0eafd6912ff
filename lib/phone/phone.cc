// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Countries and how one dials in them, from libphonenumber; their names and
 * numbers from ICU.  No exception leaves this file.
 */
#include <algorithm>
#include <cstring>
#include <list>
#include <set>
#include <string>
#include <vector>

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <unicode/locid.h>
#include <unicode/uregion.h>

#include "phone.h"

using i18n::phonenumbers::NullLogger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

struct Region {
	uint32_t id;
	uint32_t code;
	std::string name;
};

PhoneNumberUtil &util()
{
	/* Its own logger writes to the program's standard output. */
	static PhoneNumberUtil *instance = [] {
		auto *u = PhoneNumberUtil::GetInstance();

		u->SetLogger(new NullLogger());
		return u;
	}();

	return *instance;
}

/* ISO 3166's number, or one from 999 downwards for those that have none. */
uint32_t iso_number(const std::string &region, uint32_t code, const std::set<uint32_t> &taken)
{
	UErrorCode error = U_ZERO_ERROR;
	const URegion *r = uregion_getRegionFromCode(region.c_str(), &error);
	int32_t number = U_SUCCESS(error) && r ? uregion_getNumericCode(r) : -1;

	if (number > 0 && number < 1000)
		return static_cast<uint32_t>(number);
	for (number = 999; taken.count(code * 1000 + static_cast<uint32_t>(number)); number--)
		;
	return static_cast<uint32_t>(number);
}

std::vector<Region> list_regions()
{
	std::vector<Region> regions;
	std::set<uint32_t> ids;
	std::set<int> codes;

	util().GetSupportedCallingCodes(&codes);
	for (int calling_code : codes) {
		auto code = static_cast<uint32_t>(calling_code);
		std::list<std::string> names;
		std::string main;

		util().GetRegionCodeForCountryCode(calling_code, &main);
		if (main == PhoneNumberUtil::kRegionCodeForNonGeoEntity)
			continue;
		util().GetRegionCodesForCountryCallingCode(calling_code, &names);
		names.sort();
		for (const std::string &name : names) {
			uint32_t id = code;

			if (name != main)
				id = code * 1000 + iso_number(name, code, ids);
			ids.insert(id);
			regions.push_back({ id, code, name });
		}
	}
	std::sort(regions.begin(), regions.end(),
		  [](const Region &a, const Region &b) { return a.id < b.id; });
	return regions;
}

const std::vector<Region> &regions()
{
	static const std::vector<Region> list = list_regions();

	return list;
}

/* libphonenumber's ~ is where to wait for a second dial tone. */
std::string dialable(std::string prefix)
{
	std::replace(prefix.begin(), prefix.end(), '~', 'W');
	return prefix;
}

std::string national_prefix(const Region &region)
{
	std::string prefix;

	util().GetNddPrefixForRegion(region.name, false, &prefix);
	return dialable(prefix);
}

/* What a number of another country starts with when it is dialled from @region. */
std::string international_prefix(const Region &region)
{
	std::string abroad = region.code == 44 ? "DE" : "GB";
	PhoneNumber number;
	std::string text;
	size_t end;

	util().GetExampleNumber(abroad, &number);
	util().FormatOutOfCountryCallingNumber(number, region.name, &text);
	end = text.find(' ' + std::to_string(number.country_code()) + ' ');
	text.resize(end == std::string::npos ? 0 : end);
	return dialable(text);
}

/* Whether neighbours dial without the area code. */
bool area_code_is_optional(const Region &region)
{
	PhoneNumber number, local;
	std::string digits;
	int area;

	if (national_prefix(region).empty() ||
	    !util().GetExampleNumberForType(region.name, PhoneNumberUtil::FIXED_LINE, &number))
		return false;
	area = util().GetLengthOfGeographicalAreaCode(number);
	if (area <= 0)
		return false;
	util().GetNationalSignificantNumber(number, &digits);
	digits.erase(0, static_cast<size_t>(area));
	if (digits.empty())
		return false;
	local.set_country_code(number.country_code());
	local.set_national_number(std::stoull(digits));
	if (digits[0] == '0') {
		local.set_italian_leading_zero(true);
		local.set_number_of_leading_zeros(
			static_cast<int>(std::min(digits.find_first_not_of('0'), digits.size())));
	}
	return util().IsPossibleNumberWithReason(local) != PhoneNumberUtil::TOO_SHORT;
}

std::string display_name(const std::string &region)
{
	icu::UnicodeString name;
	std::string text;

	icu::Locale("", region.c_str()).getDisplayCountry(name);
	return name.toUTF8String(text);
}

/* Nothing is cut off: what does not fit is left out. */
template <size_t N> void put(char (&to)[N], const std::string &from)
{
	if (from.size() < N)
		std::memcpy(to, from.c_str(), from.size() + 1);
}

void describe(const Region &region, tl_country &out)
{
	std::string abroad = international_prefix(region);
	std::string national = national_prefix(region) + "FG";

	out.id = region.id;
	out.code = region.code;
	put(out.region, region.name);
	put(out.name, display_name(region.name));
	put(out.rule[TL_RULE_SAME_AREA], area_code_is_optional(region) ? "G" : national);
	put(out.rule[TL_RULE_LONG_DISTANCE], national);
	if (!abroad.empty())
		put(out.rule[TL_RULE_INTERNATIONAL], abroad + "EFG");
}

size_t num()
{
	try {
		return regions().size();
	} catch (...) {
		return 0;
	}
}

int at(size_t index, tl_country *out)
{
	try {
		std::memset(out, 0, sizeof(*out));
		describe(regions().at(index), *out);
		if (index + 1 < regions().size())
			out->next = regions()[index + 1].id;
		return 0;
	} catch (...) {
		return -1;
	}
}

long find(uint32_t id)
{
	try {
		for (size_t i = 0; i < regions().size(); i++)
			if (regions()[i].id == id)
				return static_cast<long>(i);
	} catch (...) {
	}
	return -1;
}

} // namespace

extern "C" __attribute__((visibility("default"))) const tl_phone tl_phone = {
	TL_PHONE_ABI, num, at, find,
};
