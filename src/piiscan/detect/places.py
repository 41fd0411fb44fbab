"""Places that read like people: `Sri Lanka`, `San Marino`. Pure.

Countries and territories by the names that ISO 3166-1 has in English, as people shorten them, states and provinces, and
cities with more than one word; facts, written down from memory. Left out is whatever people are called too: Georgia, Jordan, Chad,
Santa Cruz. A place that is missing costs a name that is nobody's.
"""

from __future__ import annotations

_ONE_WORD = (
    b"Afghanistan Albania Algeria Andorra Angola Anguilla Argentina Armenia Aruba Australia Austria Azerbaijan Bahamas Bahrain "
    b"Bangladesh Barbados Belarus Belgium Belize Benin Bhutan Bolivia Botswana Brazil Brunei Bulgaria Burundi Cambodia Cameroon "
    b"Canada Colombia Comoros Croatia Cyprus Czechia Denmark Djibouti Ecuador Egypt Eritrea Estonia Eswatini Ethiopia Fiji Finland "
    b"Gabon Gambia Germany Ghana Gibraltar Greece Greenland Guadeloupe Guam Guatemala Guernsey Guinea Guyana Haiti Honduras Hungary "
    b"Iceland Indonesia Iran Iraq Italy Japan Kazakhstan Kenya Kiribati Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon Lesotho Liberia "
    b"Libya Liechtenstein Lithuania Luxembourg Macau Macao Madagascar Malawi Malaysia Maldives Malta Martinique Mauritania "
    b"Mauritius Mexico Micronesia Moldova Mongolia Montenegro Montserrat Morocco Mozambique Myanmar Namibia Nauru Nepal Netherlands "
    b"Nicaragua Nigeria Norway Oman Pakistan Palau Palestine Panama Paraguay Peru Philippines Poland Portugal Qatar Romania Russia "
    b"Rwanda Samoa Senegal Serbia Seychelles Singapore Slovakia Slovenia Somalia Spain Sudan Suriname Sweden Switzerland Syria "
    b"Taiwan Tajikistan Tanzania Thailand Togo Tonga Tunisia Turkey Turkmenistan Tuvalu Uganda Ukraine Uruguay Uzbekistan Vanuatu "
    b"Venezuela Vietnam Yemen Zambia Zimbabwe Munich Stockholm Copenhagen Helsinki Amsterdam Brussels Budapest Warsaw Lisbon Tokyo "
    b"Beijing Shanghai Mumbai Bangalore Jakarta Nairobi Johannesburg Toronto Montreal Vancouver Chicago Philadelphia"
).split()

_MORE_WORDS = [
    "American Samoa",
    "Burkina Faso",
    "Cabo Verde",
    "Cape Verde",
    "Costa Rica",
    "Cook Islands",
    "Dominican Republic",
    "East Timor",
    "El Salvador",
    "Equatorial Guinea",
    "Falkland Islands",
    "Faroe Islands",
    "French Guiana",
    "French Polynesia",
    "Hong Kong",
    "Ivory Coast",
    "Marshall Islands",
    "New Caledonia",
    "New Zealand",
    "North Korea",
    "North Macedonia",
    "Northern Ireland",
    "Papua New Guinea",
    "Puerto Rico",
    "Saint Lucia",
    "San Marino",
    "Sao Tome",
    "São Tomé",
    "Saudi Arabia",
    "Sierra Leone",
    "Solomon Islands",
    "South Africa",
    "South Korea",
    "South Sudan",
    "Sri Lanka",
    "Timor Leste",
    "Timor-Leste",
    "United Kingdom",
    "United States",
    "Vatican City",
    "Viet Nam",
    "Western Sahara",
    "Andhra Pradesh",
    "Arunachal Pradesh",
    "British Columbia",
    "Himachal Pradesh",
    "Jammu Kashmir",
    "Madhya Pradesh",
    "New Brunswick",
    "New Hampshire",
    "New Jersey",
    "New Mexico",
    "New South Wales",
    "New York",
    "North Carolina",
    "North Dakota",
    "Nova Scotia",
    "Rhode Island",
    "South Australia",
    "South Carolina",
    "South Dakota",
    "Tamil Nadu",
    "Uttar Pradesh",
    "West Bengal",
    "West Virginia",
    "Abu Dhabi",
    "Addis Ababa",
    "Amherst Island",
    "Belo Horizonte",
    "Buenos Aires",
    "Cape Town",
    "Costa Mesa",
    "Dar es Salaam",
    "Des Moines",
    "El Paso",
    "Fort Worth",
    "Ho Chi Minh City",
    "Kansas City",
    "Kuala Lumpur",
    "La Paz",
    "Las Vegas",
    "Long Beach",
    "Los Angeles",
    "Menlo Park",
    "Mexico City",
    "Monte Carlo",
    "Mountain View",
    "New Delhi",
    "New Orleans",
    "Novi Sad",
    "Palo Alto",
    "Porto Alegre",
    "Rio de Janeiro",
    "Salt Lake City",
    "San Antonio",
    "San Diego",
    "San Francisco",
    "San Jose",
    "San José",
    "Sao Paulo",
    "São Paulo",
    "St. Louis",
    "St. Petersburg",
    "Tel Aviv",
    "Saint Petersburg",
]

_PLACES = frozenset(name.lower() for name in _ONE_WORD) | frozenset(
    name.encode().lower() for name in _MORE_WORDS
)


def is_place(value: bytes) -> bool:
    """Whether ``value`` is what a place is called, wholly, and next to nobody."""
    return b" ".join(value.split()).lower() in _PLACES
