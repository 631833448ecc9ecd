# What python3-workalendar knows of the national holidays of some countries: JSON on standard output, country to year
# to date to name. A country it does not know is left out; a year it does not reach is null.
# Usage: compare.py FIRST LAST COUNTRY...
import json
import sys
import warnings

from workalendar.exceptions import CalendarError
from workalendar.registry import registry

warnings.filterwarnings("ignore")
first, last = int(sys.argv[1]), int(sys.argv[2])
found = {}
for country in sys.argv[3:]:
    known = registry.region_registry.get(country)
    if known is None:
        continue
    calendar = known()
    years = found[country] = {}
    for year in range(first, last + 1):
        try:
            days = calendar.holidays(year)
        except (CalendarError, KeyError, NotImplementedError):
            years[year] = None
            continue
        named = years[year] = {}
        for date, name in days:
            if date.year == year:
                named.setdefault(date.isoformat(), []).append(str(name))
json.dump(found, sys.stdout, sort_keys=True)
