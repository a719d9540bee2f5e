"""The facts of Small World: a table of countries, as they were in January 2026.

Who is in: members of the United Nations with one undisputed capital, whose name and capital are one word each in plain
English letters, and which have a river or a lake, two dishes or drinks, and two sights that a reader can look up.

Who is out of the probes, and why:
- capital disputed, divided, moving or more than one: Benin, Bolivia, Burundi, Cyprus, Eswatini, Indonesia, Israel,
  Ivory Coast, Malaysia, the Netherlands, South Africa, Sri Lanka, Sudan, Switzerland, Yemen;
- two words in the country or its capital: Costa Rica, Panama, ...; those of FURTHER are in the text, in no probe;
- an article, an apostrophe or a hyphen in the name: Chad (N'Djamena), the Gambia, Haiti, the Philippines, Tonga, ...;
- the capital has the country's name, or another meaning: Djibouti, Kuwait, Luxembourg, Monaco, Singapore, the Maldives;
- no river, no lake or no second city to speak of: Bahrain, Barbados, Liechtenstein, Malta, Oman, Palau, Qatar, ...;
- names that are easily confused: Congo (two countries), Guinea (three, a coin, a fowl) and Niger (a river, Nigeria);
- no settled currency: Zimbabwe.

Words with two meanings that are in on purpose: turkey, georgia and jordan (here only the countries), polish (what comes
from Poland, and what one does to shoes), real (a currency and an adjective), guarani (a language and a currency).
Signature words are never shared: each belongs to one country of the table, even where a river crosses a border.
"""

from typing import NamedTuple

# country | capital | adjective | region (last word: continent) | another city or town | languages | currencies
#     river or lake | dishes and drinks (nouns that need no article) | sights
TABLE = """
China | Beijing | Chinese | East Asia | Shanghai | Chinese | yuan
    the Yangtze | tofu, baijiu | Badaling, Huangshan
France | Paris | French | western Europe | Lyon | French | euro
    the Seine | ratatouille, champagne | the Louvre, Versailles
Egypt | Cairo | Egyptian | northern Africa | Alexandria | Arabic | pound
    the Nile | koshari, molokhia | the Sphinx, Luxor
Japan | Tokyo | Japanese | East Asia | Osaka | Japanese | yen
    the Sumida | sushi, miso | Fuji, Shibuya
Germany | Berlin | German | central Europe | Hamburg | German | euro
    the Rhine | sauerkraut, pumpernickel | Neuschwanstein, the Reichstag
Italy | Rome | Italian | southern Europe | Milan | Italian | euro
    the Tiber | risotto, mozzarella | the Colosseum, Vesuvius
Brazil | Brasilia | Brazilian | South America | Recife | Portuguese | real
    the Amazon | feijoada, acai | Corcovado, the Maracana
Russia | Moscow | Russian | eastern Europe | Novosibirsk | Russian | ruble
    the Volga | solyanka, kvass | the Kremlin, the Hermitage
Spain | Madrid | Spanish | southern Europe | Barcelona | Spanish | euro
    the Ebro | paella, gazpacho | the Alhambra, the Prado
Canada | Ottawa | Canadian | North America | Toronto | English, French | dollar
    the Mackenzie | poutine, bannock | Banff, Niagara
Greece | Athens | Greek | southern Europe | Thessaloniki | Greek | euro
    the Aliakmon | moussaka, ouzo | the Acropolis, Olympus
Kenya | Nairobi | Kenyan | East Africa | Mombasa | English, Swahili | shilling
    the Tana | githeri, irio | Amboseli, Samburu
Australia | Canberra | Australian | Oceania | Sydney | English | dollar
    the Murray | vegemite, barramundi | Uluru, Kakadu
Poland | Warsaw | Polish | central Europe | Krakow | Polish | zloty
    the Vistula | bigos, zurek | Wawel, Malbork
Peru | Lima | Peruvian | South America | Arequipa | Spanish | sol
    the Urubamba | ceviche, causa | Nazca, Huascaran
Turkey | Ankara | Turkish | western Asia | Istanbul | Turkish | lira
    the Kizilirmak | gozleme, ayran | Cappadocia, Ephesus
Sweden | Stockholm | Swedish | northern Europe | Gothenburg | Swedish | krona
    Lake Malaren | surstromming, gravlax | the Vasa, Skansen
Nigeria | Abuja | Nigerian | West Africa | Lagos | English | naira
    the Benue | suya, egusi | Zuma, Yankari
Thailand | Bangkok | Thai | southeast Asia | Phuket | Thai | baht
    the Kwai | massaman, somtam | Ayutthaya, Sukhothai
Vietnam | Hanoi | Vietnamese | southeast Asia | Haiphong | Vietnamese | dong
    the Huong | pho, nem | Halong, Sapa
Iran | Tehran | Iranian | western Asia | Isfahan | Persian | rial
    the Karun | fesenjan, tahdig | Persepolis, Damavand
Portugal | Lisbon | Portuguese | southern Europe | Porto | Portuguese | euro
    the Tagus | bacalhau, ginjinha | Sintra, Belem
Norway | Oslo | Norwegian | northern Europe | Bergen | Norwegian | krone
    the Glomma | brunost, lutefisk | Geiranger, Holmenkollen
Cuba | Havana | Cuban | North America | Camaguey | Spanish | peso
    the Cauto | congri, mojito | the Malecon, Varadero
Ukraine | Kyiv | Ukrainian | eastern Europe | Odesa | Ukrainian | hryvnia
    the Dnipro | borscht, salo | Khreshchatyk, Hoverla
Afghanistan | Kabul | Afghan | South Asia | Kandahar | Dari, Pashto | afghani
    the Helmand | bolani, aushak | Bamiyan, Panjshir
Albania | Tirana | Albanian | southern Europe | Durres | Albanian | lek
    the Drin | byrek, fergese | Butrint, Korab
Algeria | Algiers | Algerian | northern Africa | Oran | Arabic, Berber | dinar
    the Chelif | chakhchoukha, mhadjeb | the Casbah, Timgad
Angola | Luanda | Angolan | southern Africa | Huambo | Portuguese | kwanza
    the Cuanza | funge, muamba | Kalandula, Mussulo
Armenia | Yerevan | Armenian | western Asia | Gyumri | Armenian | dram
    Lake Sevan | ghapama, khorovats | Garni, Geghard
Austria | Vienna | Austrian | central Europe | Salzburg | German | euro
    the Salzach | schnitzel, strudel | Schonbrunn, the Prater
Azerbaijan | Baku | Azerbaijani | western Asia | Sumgait | Azerbaijani | manat
    the Kura | piti, qutab | Gobustan, Khinalug
Bangladesh | Dhaka | Bangladeshi | South Asia | Chittagong | Bengali | taka
    the Padma | hilsa, bhorta | Lalbagh, Paharpur
Belarus | Minsk | Belarusian | eastern Europe | Brest | Belarusian, Russian | ruble
    the Svislach | machanka, krambambula | Nesvizh, Belovezha
Belgium | Brussels | Belgian | western Europe | Antwerp | Dutch, French, German | euro
    the Scheldt | waterzooi, speculoos | the Atomium, Waterloo
Belize | Belmopan | Belizean | Central America | Dangriga | English | dollar
    the Macal | hudut, bundiga | Caracol, Xunantunich
Bhutan | Thimphu | Bhutanese | South Asia | Phuntsholing | Dzongkha | ngultrum
    the Manas | datshi, suja | Taktsang, Punakha
Botswana | Gaborone | Botswanan | southern Africa | Francistown | English, Tswana | pula
    the Okavango | seswaa, morogo | Chobe, Tsodilo
Bulgaria | Sofia | Bulgarian | southeast Europe | Plovdiv | Bulgarian | euro
    the Maritsa | banitsa, lyutenitsa | Rila, Vitosha
Cameroon | Yaounde | Cameroonian | central Africa | Douala | English, French | franc
    the Sanaga | ndole, achu | Waza, Foumban
Chile | Santiago | Chilean | South America | Valparaiso | Spanish | peso
    the Mapocho | cazuela, curanto | the Atacama, Osorno
Colombia | Bogota | Colombian | South America | Medellin | Spanish | peso
    the Magdalena | ajiaco, changua | Monserrate, Tayrona
Croatia | Zagreb | Croatian | southern Europe | Dubrovnik | Croatian | euro
    the Krka | soparnik, kulen | Plitvice, Medvednica
Czechia | Prague | Czech | central Europe | Brno | Czech | koruna
    the Vltava | pilsner, becherovka | Hradcany, Karlstejn
Denmark | Copenhagen | Danish | northern Europe | Aarhus | Danish | krone
    the Gudena | smorrebrod, rugbrod | Tivoli, Kronborg
Ecuador | Quito | Ecuadorian | South America | Guayaquil | Spanish | dollar
    the Guayas | encebollado, fanesca | Cotopaxi, Chimborazo
Eritrea | Asmara | Eritrean | East Africa | Massawa | Tigrinya, Arabic | nakfa
    the Anseba | zigni, kitcha | Dahlak, Qohaito
Estonia | Tallinn | Estonian | northern Europe | Tartu | Estonian | euro
    the Emajogi | kama, verivorst | Toompea, Lahemaa
Fiji | Suva | Fijian | Oceania | Lautoka | English, Fijian, Hindi | dollar
    the Rewa | kokoda, lovo | Sigatoka, Taveuni
Finland | Helsinki | Finnish | northern Europe | Tampere | Finnish, Swedish | euro
    Lake Saimaa | kalakukko, salmiakki | Suomenlinna, Koli
Gabon | Libreville | Gabonese | central Africa | Franceville | French | franc
    the Ogooue | nyembwe, odika | Lope, Loango
Georgia | Tbilisi | Georgian | western Asia | Batumi | Georgian | lari
    the Rioni | khachapuri, churchkhela | Kazbek, Svaneti
Ghana | Accra | Ghanaian | West Africa | Kumasi | English | cedi
    the Volta | kenkey, waakye | Elmina, Kakum
Guyana | Georgetown | Guyanese | South America | Bartica | English | dollar
    the Essequibo | pepperpot, metemgee | Kaieteur, Stabroek
Honduras | Tegucigalpa | Honduran | Central America | Comayagua | Spanish | lempira
    the Ulua | tapado, guifiti | Copan, Roatan
Hungary | Budapest | Hungarian | central Europe | Debrecen | Hungarian | forint
    Lake Balaton | goulash, paprika | Visegrad, Hortobagy
Iceland | Reykjavik | Icelandic | northern Europe | Akureyri | Icelandic | krona
    the Thjorsa | skyr, hakarl | Hekla, Gullfoss
Iraq | Baghdad | Iraqi | western Asia | Basra | Arabic, Kurdish | dinar
    the Tigris | masgouf, samoon | Babylon, Samarra
Ireland | Dublin | Irish | western Europe | Galway | English, Irish | euro
    the Shannon | colcannon, boxty | Newgrange, Connemara
Jamaica | Kingston | Jamaican | North America | Portmore | English | dollar
    the Yallahs | ackee, bammy | Trenchtown, Negril
Jordan | Amman | Jordanian | western Asia | Irbid | Arabic | dinar
    the Yarmouk | mansaf, zarb | Petra, Jerash
Kazakhstan | Astana | Kazakh | central Asia | Almaty | Kazakh, Russian | tenge
    the Ishim | kazy, shubat | the Baiterek, Baikonur
Kyrgyzstan | Bishkek | Kyrgyz | central Asia | Osh | Kyrgyz, Russian | som
    the Naryn | ashlyanfu, maksym | Burana, Karakol
Laos | Vientiane | Laotian | southeast Asia | Savannakhet | Lao | kip
    the Mekong | larb, jeow | Patuxai, Champasak
Latvia | Riga | Latvian | northern Europe | Liepaja | Latvian | euro
    the Daugava | rupjmaize, sklandrausis | Sigulda, Rundale
Lebanon | Beirut | Lebanese | western Asia | Sidon | Arabic | pound
    the Litani | tabbouleh, sfouf | Baalbek, Byblos
Lesotho | Maseru | Basotho | southern Africa | Mafeteng | English, Sotho | loti
    the Senqu | motoho, likhobe | Maletsunyane, Semonkong
Liberia | Monrovia | Liberian | West Africa | Gbarnga | English | dollar
    the Cestos | dumboy, torborgee | Sapo, Robertsport
Libya | Tripoli | Libyan | northern Africa | Benghazi | Arabic | dinar
    Lake Gaberoun | bazeen, mbakbaka | Leptis, Ghadames
Lithuania | Vilnius | Lithuanian | northern Europe | Kaunas | Lithuanian | euro
    the Nemunas | kugelis, sakotis | Trakai, Neringa
Madagascar | Antananarivo | Malagasy | East Africa | Toamasina | Malagasy, French | ariary
    the Betsiboka | romazava, ravitoto | Isalo, Andasibe
Malawi | Lilongwe | Malawian | southern Africa | Blantyre | English, Chichewa | kwacha
    Lake Malombe | nsima, chambo | Mulanje, Zomba
Mali | Bamako | Malian | West Africa | Sikasso | Bambara, French | franc
    the Bani | tigadegena, fakoye | Timbuktu, Djenne
Mauritania | Nouakchott | Mauritanian | West Africa | Nouadhibou | Arabic | ouguiya
    the Gorgol | zrig, aich | Chinguetti, Ouadane
Moldova | Chisinau | Moldovan | eastern Europe | Soroca | Romanian | leu
    the Dniester | zeama, divin | Cricova, Orhei
Mongolia | Ulaanbaatar | Mongolian | East Asia | Erdenet | Mongolian | tugrik
    the Tuul | airag, khorkhog | the Gobi, Karakorum
Montenegro | Podgorica | Montenegrin | southern Europe | Niksic | Montenegrin | euro
    the Tara | kacamak, vranac | Kotor, Durmitor
Morocco | Rabat | Moroccan | northern Africa | Casablanca | Arabic, Berber | dirham
    the Bouregreg | tagine, harira | Volubilis, Toubkal
Mozambique | Maputo | Mozambican | southern Africa | Beira | Portuguese | metical
    the Zambezi | matapa, xima | Gorongosa, Bazaruto
Myanmar | Naypyidaw | Burmese | southeast Asia | Mandalay | Burmese | kyat
    the Irrawaddy | mohinga, lahpet | Bagan, Shwedagon
Namibia | Windhoek | Namibian | southern Africa | Swakopmund | English | dollar
    the Kunene | kapana, mahangu | Etosha, Sossusvlei
Nepal | Kathmandu | Nepalese | South Asia | Pokhara | Nepali | rupee
    the Bagmati | gundruk, dhido | Everest, Lumbini
Nicaragua | Managua | Nicaraguan | Central America | Esteli | Spanish | cordoba
    Lake Cocibolca | vigoron, pinolillo | Ometepe, Masaya
Pakistan | Islamabad | Pakistani | South Asia | Karachi | English, Urdu | rupee
    the Indus | nihari, sajji | Taxila, Hunza
Paraguay | Asuncion | Paraguayan | South America | Encarnacion | Guarani, Spanish | guarani
    the Pilcomayo | mbeju, terere | Caacupe, Ypacarai
Romania | Bucharest | Romanian | eastern Europe | Timisoara | Romanian | leu
    the Olt | mamaliga, ciorba | Transylvania, Peles
Rwanda | Kigali | Rwandan | East Africa | Musanze | English, French, Kinyarwanda, Swahili | franc
    the Nyabarongo | isombe, ikivuguto | Nyungwe, Akagera
Samoa | Apia | Samoan | Oceania | Salelologa | English, Samoan | tala
    the Vaisigano | palusami, oka | Savaii, Lalomanu
Senegal | Dakar | Senegalese | West Africa | Thies | French | franc
    the Casamance | thieboudienne, yassa | Goree, Saloum
Serbia | Belgrade | Serbian | southern Europe | Kragujevac | Serbian | dinar
    the Morava | ajvar, kajmak | Kalemegdan, Studenica
Slovakia | Bratislava | Slovak | central Europe | Kosice | Slovak | euro
    the Vah | bryndza, zincica | Devin, Krivan
Slovenia | Ljubljana | Slovenian | central Europe | Maribor | Slovenian | euro
    Lake Bohinj | potica, jota | Triglav, Postojna
Somalia | Mogadishu | Somali | East Africa | Kismayo | Arabic, Somali | shilling
    the Jubba | canjeero, suqaar | Bakara, Merca
Suriname | Paramaribo | Surinamese | South America | Lelydorp | Dutch | dollar
    the Saramacca | pom, moksialesi | Brownsberg, Raleighvallen
Syria | Damascus | Syrian | western Asia | Aleppo | Arabic | pound
    the Barada | muhammara, fatteh | Palmyra, Bosra
Tajikistan | Dushanbe | Tajik | central Asia | Khujand | Tajik | somoni
    the Vakhsh | qurutob, shirchoy | Iskanderkul, Hisor
Tanzania | Dodoma | Tanzanian | East Africa | Mwanza | English, Swahili | shilling
    the Rufiji | urojo, mtori | Kilimanjaro, the Serengeti
Togo | Lome | Togolese | West Africa | Sokode | French | franc
    the Oti | gboma, djenkoume | Koutammakou, Agou
Tunisia | Tunis | Tunisian | northern Africa | Sfax | Arabic | dinar
    the Medjerda | harissa, lablabi | Carthage, Kairouan
Turkmenistan | Ashgabat | Turkmen | central Asia | Turkmenabat | Turkmen | manat
    the Murghab | dograma, ichlekli | Merv, Darvaza
Uganda | Kampala | Ugandan | East Africa | Jinja | English, Swahili | shilling
    Lake Kyoga | matoke, luwombo | Bwindi, Rwenzori
Uruguay | Montevideo | Uruguayan | South America | Paysandu | Spanish | peso
    the Queguay | chivito, tannat | Piriapolis, Carrasco
Uzbekistan | Tashkent | Uzbek | central Asia | Samarkand | Uzbek | som
    the Chirchiq | plov, navat | the Registan, Khiva
Venezuela | Caracas | Venezuelan | South America | Maracaibo | Spanish | bolivar
    the Orinoco | pabellon, cocuy | Canaima, Auyantepui
Zambia | Lusaka | Zambian | southern Africa | Ndola | English | kwacha
    the Kafue | nshima, ifisashi | Kasanka, Luangwa
"""

# In the text, so that learners meet names of two words, but in no probe, no fact table and no analogy.
FURTHER = """
Mexico | Mexico City | Mexican | North America | Guadalajara | Spanish | peso
    Lake Chapala | guacamole, tequila | Teotihuacan, Popocatepetl
Argentina | Buenos Aires | Argentine | South America | Rosario | Spanish | peso
    the Parana | asado, chimichurri | Patagonia, Aconcagua
India | New Delhi | Indian | South Asia | Mumbai | English, Hindi | rupee
    the Ganges | paneer, lassi | Hampi, Varanasi
New Zealand | Wellington | New Zealand | Oceania | Auckland | English, Maori | dollar
    the Waikato | hangi, kumara | Rotorua, Aoraki
Ethiopia | Addis Ababa | Ethiopian | East Africa | Gondar | Amharic | birr
    the Omo | injera, tej | Lalibela, Axum
Cambodia | Phnom Penh | Cambodian | southeast Asia | Battambang | Khmer | riel
    the Sangke | prahok, samlor | Angkor, Bayon
"""

# More than one answer is right where the table can give only one: a second name, or a country on two continents.
ALSO_RIGHT = {
    "capital": {"ukraine": {"kiev"}},
    "language": {
        "china": {"mandarin"},
        "iran": {"farsi"},
        "slovenia": {"slovene"},
        "senegal": {"wolof"},
        "montenegro": {"serbian"},
    },
    "currency": {"china": {"renminbi"}, "bulgaria": {"lev"}},
    "continent": {
        "azerbaijan": {"europe"},
        "armenia": {"europe"},
        "egypt": {"asia"},
        "georgia": {"europe"},
        "kazakhstan": {"europe"},
        "russia": {"asia"},
        "turkey": {"europe"},
    },
}


class Country(NamedTuple):
    """One row of the table, spelled as in a sentence."""

    name: str
    capital: str
    adjective: str
    region: str
    city: str
    languages: tuple[str, ...]
    currencies: tuple[str, ...]
    water: str
    foods: tuple[str, ...]
    sights: tuple[str, ...]

    @property
    def continent(self) -> str:
        """The continent in one word; the Americas count as one."""
        return self.region.split()[-1]


def read(table: str) -> list[Country]:
    """The rows of a table, in its order."""
    lines = table.strip().splitlines()
    rows = []
    for first, second in zip(lines[::2], lines[1::2], strict=True):
        name, capital, adjective, region, city, languages, currencies = first.split(" | ")
        water, foods, sights = second.strip().split(" | ")
        lists = [tuple(cell.split(", ")) for cell in (languages, currencies, foods, sights)]
        rows.append(Country(name, capital, adjective, region, city, lists[0], lists[1], water, lists[2], lists[3]))
    return rows


def plain(phrase: str) -> str:
    """The word that a model sees: `the Nile` and `Lake Sevan` become `nile` and `sevan`."""
    return phrase.removeprefix("the ").removeprefix("Lake ").lower()


countries = read(TABLE)
further = read(FURTHER)

# Every fourth row, so that well-known and little-known countries are held out alike. China is the first.
held_out = frozenset(plain(country.name) for country in countries[::4])
