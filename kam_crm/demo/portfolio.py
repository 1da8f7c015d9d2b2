"""The two hundred clients of the demo company: names, sectors, cities, groups. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass

# A line without a bar is a sector. Before a name: * key, ? prospect, nothing regular. After the city: the parent.
TABLE = """
Automotive
* Sahyadri Motors | Pune
* Kaverin Auto Components | Chennai | Sahyadri Motors
* Halvorsen Drive Systems | Gothenburg
* Brandt & Söhne Fahrzeugtechnik | Stuttgart
Deccan Two-Wheelers | Hyderabad
Pinnacle Tyre Works | Vadodara
* Girnar Forgings | Rajkot
Aravind Batteries | Coimbatore
Torque Point Dealerships | Gurugram
Silverline Gaskets | Faridabad
Ludhiana Precision Springs | Ludhiana
? Mistral Mobility | Lyon
Financial services
* Purnima Bank | Mumbai
* Purnima General Insurance | Mumbai | Purnima Bank
* Westbridge Capital Partners | London
* Straits Union Bank | Singapore
* Anchorstone Reinsurance | Zurich
Sarvodaya Cooperative Bank | Nashik
Lakshya Microfinance | Bhubaneswar
Crestline Brokers | Mumbai
* Dhanam Housing Finance | Chennai
Neelkanth Wealth Advisers | Ahmedabad
* Paisa Setu Payments | Bengaluru
जनसेवा सहकारी बैंक | Nagpur
? Harbour & Finch Assurance | London
Pharmaceuticals
* Ashwagiri Laboratories | Hyderabad
* Medhavi Biosciences | Bengaluru
* Corvane Therapeutics | Boston
* Nordhaven Pharma | Copenhagen
Chirayu Remedies | Ahmedabad
Satvik Ayurveda Works | Kochi
Zenira Diagnostics Supplies | Baddi
* Triveni Vaccines | Pune
Ojas Nutraceuticals | Indore
Cauvery Fine Chemicals | Mysuru
Amrit Kalash Herbals | Haridwar
? Belmore Clinical Research | Dublin
Hospitals and care
* Sanjeevan Hospitals | Chennai
* Arogya Setu Multispeciality | New Delhi
* Crescent Bay Medical City | Dubai
* Niramaya Eye Institute | Madurai
Vatsalya Mother and Child Care | Jaipur
Shanti Niketan Senior Living | Pune
Swasthya Path Labs | Lucknow
Malhar Orthopaedic Centre | Kolhapur
Karuna Dental Clinics | Thiruvananthapuram
Himalaya View Rehabilitation | Dehradun
? Lotus Grove Fertility | Bengaluru
Retail
* Bazaar Junction Stores | New Delhi
* Mangalam Hypermarkets | Bengaluru
* Everly & Rowe Department Stores | Manchester
* Maison Clairval | Paris
Tulsi Grocers | Surat
Kalakruti Crafts Emporium | Jaipur
Rang Mahal Sarees | Varanasi
Bright Basket Supermarkets | Kochi
Chandni Jewellers | Kolkata
Sole & Stitch Footwear | Agra
Green Almirah Furniture | Mumbai
Pustak Mandir Booksellers | Prayagraj
भारतीय हस्तशिल्प भंडार | Jaipur
? Orchid Lane Boutiques | Singapore
E-commerce
* Jhatpat Commerce | Bengaluru
* Dakiya Express Online | Gurugram | Jhatpat Commerce
* Souk Lane | Dubai
* Parcelwise | Amsterdam
Mithai Box | New Delhi
Khadi Cart | Ahmedabad
Ghar Saathi Home Services | Pune
Little Elephant Toys | Chennai
Spice Route Pantry | Kochi
Veda Beauty Direct | Mumbai
Ukulele & Tabla Instruments | Kolkata
? Rasoi Connect | Hyderabad
Information technology
* Anvaya Systems | Bengaluru
* Nakshatra Software | Hyderabad
* Kirana Cloud | Pune
* Bluefjord Data | Oslo
* Pacific Lantern Technologies | San Jose
Sutradhar Analytics | Chennai
Tarang Embedded | Bengaluru
Chaturang Games | Pune
Yantra Robotics | Coimbatore
Setu Interfaces | Noida
Quanta Mitra Consulting | Kolkata
Akshar Language Technologies | Bhopal
? Anvaya Sys Pvt Ltd | Bengaluru
? Vayu Satellite Data | Bengaluru
Telecommunications
* Doorsanchar Networks | New Delhi
* Garuda Fibre | Mumbai
* Tashkeel Telecom | Abu Dhabi
* Sangam Towers | Lucknow
Nila Broadband | Kochi
Awaaz Contact Centres | Jaipur
Kite Mobile Services | Nagpur
Marudhar Cable Vision | Jodhpur
? Lanka Wave | Colombo
Energy and utilities
* Suryatej Renewables | Ahmedabad
* Vindhya Hydro Power | Bhopal
* Aurelia Gas Transmission | Milan
* Kestrel Offshore | Aberdeen
Prakash Jyoti Distribution | Patna
Pavan Shakti Windfarms | Coimbatore
Gomti Water Works | Lucknow
Bhoomi Biogas | Ludhiana
Ujala Meters | Noida
Coastal Pipelines and Valves | Visakhapatnam
? Saharan Sun Power | Cairo
Metals and manufacturing
* Rajmahal Steel | Kolkata
* Chota Nagpur Alloys | Ranchi | Rajmahal Steel
* Shinsei Precision | Osaka
* Waldmann Maschinenbau | Munich
Utkal Aluminium Products | Bhubaneswar
Batala Machine Tools | Ludhiana
* Morbi Ceramic Tiles | Rajkot
Firozabad Glass Works | Agra
Howrah Wire Ropes | Kolkata
Bhilwara Packaging | Udaipur
Sivakasi Print and Pack | Madurai
Konkan Paints | Ratnagiri
? Pennine Castings | Sheffield
Construction and property
* Vastukala Developers | Mumbai
* Shilpgram Infrastructure | Hyderabad
* Al Noor Properties | Dubai
Aangan Homes | Pune
Gopuram Builders | Chennai
Nirmaan Ready-Mix | Indore
Kailash Elevators | Faridabad
* Meghdoot Business Parks | Bengaluru
Haveli Restoration | Jaipur
Char Minar Constructions | Hyderabad
सूर्योदय निर्माण | Lucknow
? Tamarind Tree Resorts and Homes | Panaji
Food and beverages
* Annapurna Foods | Mumbai
* Gokul Dhara Dairy | Vadodara
* Highland Leaf Tea | Guwahati
* Brasserie Nordique Group | Brussels
Masala Ghar Spices | Guntur
Himkan Apples and Juices | Shimla
Coorg Valley Coffee | Mysuru
Chakki Fresh Flours | Indore
Sagar Ratna Seafoods | Visakhapatnam
Nariyal Naturals | Kochi
Bikaner Namkeen House | Jodhpur
Shudh Jal Bottling | Nagpur
गंगा दुग्ध संघ | Patna
? Cedar & Salt Provisions | Beirut
Textiles
* Vaigai Textiles | Madurai
* Tessitura Bellandi | Como
* Tiruppur Knits United | Coimbatore
Bhuj Block Prints | Bhuj
Surat Silk Mills | Surat
Panipat Carpets and Rugs | Panipat
Kashi Brocades | Varanasi
Chanderi Weavers Cooperative | Bhopal
Solapur Home Linen | Pune
Resham Uniforms | Ludhiana
? Dhaka Denim Works | Dhaka
Hospitality
* Rajwada Palaces and Hotels | Udaipur
* Monsoon House Hotels | Kochi
* Lion City Residences | Singapore
Chai Point of View Cafes | Bengaluru
Houseboat Trails | Alappuzha
Pahadi Retreats | Shimla
* Grand Trunk Motels | Amritsar
Banjara Camps | Jaisalmer
Dilli Darbar Banquets | New Delhi
Marine Drive Caterers | Mumbai
? Savannah Sky Lodges | Nairobi
Education and public bodies
* Takshila University Trust | New Delhi
* Nalanda Learning | Patna
Gyan Ganga Schools | Lucknow
Saraswati Coaching Institute | Kota
Little Banyan Preschools | Chennai
Vidya Vahini Foundation | Bhopal
Kaushal Skills Mission | Ranchi
Navneet Publishing House | Ahmedabad
ज्ञानदीप विद्यालय समूह | Varanasi
? Nagar Smart City Office | Nagpur
Logistics and aviation
* Pushpak Air Services | Mumbai
* Dholavira Ports | Kandla
* Rashtra Roadways | Indore
* Van der Meer Freight | Rotterdam
* Hanjin-ro Cold Chain | Busan
Garud Ground Handling | New Delhi | Pushpak Air Services
Malwa Warehousing | Indore
Sethu Shipping Agents | Thoothukudi
Bharat Rath Packers | Gurugram
Assam River Transport | Guwahati
Zip Zap Couriers | Hyderabad
Media and private offices
* Doordarpan Media | Mumbai
* Rathore Family Office | Udaipur
Geetmala Studios | Mumbai
Panchatantra Animation | Thiruvananthapuram
Sahitya Sadan Press | Kolkata
Khel Jagat Sports | Jalandhar
The Mehra Household | New Delhi
Varnika Advertising | Bengaluru
? Kahani Podcast Network | Pune
? Castellane Family Estates | Nice
"""

CITIES = {
    "Sweden": "Gothenburg",
    "Germany": "Stuttgart Munich",
    "United Kingdom": "London Manchester Aberdeen Sheffield",
    "Singapore": "Singapore",
    "Switzerland": "Zurich",
    "United States": "Boston San-Jose",
    "Denmark": "Copenhagen",
    "Ireland": "Dublin",
    "United Arab Emirates": "Dubai Abu-Dhabi",
    "France": "Lyon Paris Nice",
    "Netherlands": "Amsterdam Rotterdam",
    "Norway": "Oslo",
    "Sri Lanka": "Colombo",
    "Italy": "Milan Como",
    "Egypt": "Cairo",
    "Japan": "Osaka",
    "South Korea": "Busan",
    "Belgium": "Brussels",
    "Lebanon": "Beirut",
    "Bangladesh": "Dhaka",
    "Kenya": "Nairobi",
}
COUNTRY = {city.replace("-", " "): country for country, cities in CITIES.items() for city in cities.split()}

# Names in Devanagari cannot lend their letters to a code.
CODES = {
    "जनसेवा सहकारी बैंक": "JANSEVA",
    "भारतीय हस्तशिल्प भंडार": "HASTSHILP",
    "सूर्योदय निर्माण": "SURYODAY",
    "गंगा दुग्ध संघ": "GANGA-DUGDH",
    "ज्ञानदीप विद्यालय समूह": "GYANDEEP",
}
PRIVATE = ("Rathore Family Office", "The Mehra Household", "Castellane Family Estates")


@dataclass(frozen=True)
class Entry:
    """One line of the table."""

    name: str
    kind: str
    sector: str
    city: str
    parent: str

    @property
    def country(self) -> str:
        return COUNTRY.get(self.city, "India")

    @property
    def code(self) -> str:
        plain = "".join(letter if letter.isalnum() else " " for letter in self.name).upper().split()
        return CODES.get(self.name) or "-".join(plain[1:3] if plain[0] == "THE" else plain[:2])

    @property
    def market(self) -> str:
        return "consumer" if self.name in PRIVATE else "business"


def entries() -> list[Entry]:
    """All lines, in the order of the table."""
    kinds, sector, found = {"*": "key", "?": "prospect"}, "", []
    for text in TABLE.strip().splitlines():
        if "|" not in text:
            sector = text
            continue
        name, city, parent = ([*(part.strip() for part in text.split("|")), ""])[:3]
        found.append(Entry(name.lstrip("*? "), kinds.get(name[0], "regular"), sector, city, parent))
    return found
