"""What people write down after a talk. {service}, {person} and {city} are filled in."""

MEETING = (
    (
        "Monthly service review",
        "Went through last month's report with {person}. Complaints are down; wants the {service} figures by site.",
    ),
    (
        "Site walk in {city}",
        "Walked the site with {person}. Two open points on {service}, both ours, promised for next week.",
    ),
    ("Quarterly review", "Presented the quarter. Satisfied with response times, asked for a clearer view of costs."),
    (
        "Budget talk for next year",
        "{person} expects a flat budget. Wants options to bundle {service} with what we do already.",
    ),
    (
        "Meeting with procurement",
        "Price per unit compared with two rivals. We are four per cent above; quality speaks for us.",
    ),
    (
        "Introduction of the new site lead",
        "{person} knows our team now. Good start; weekly call agreed for the first month.",
    ),
    ("Workshop on {service}", "Half a day with six people. They see the use, the decision lies with finance."),
    ("Safety committee", "No incident this month. They ask whether our training could cover the contractors as well."),
    ("Lunch with {person}", "Talked about the plans of the group. A new building in the second half of next year."),
    (
        "Escalation: night shift staffing",
        "Three nights below strength. Apologised, showed the plan, agreed on a weekly report.",
    ),
)
CALL = (
    ("Follow-up on the offer", "{person} has read it. Questions about the notice period; sent the clause."),
    ("Invoice query", "The credit note was missing. Finance sends it today."),
    ("Check-in", "All runs well. Next delivery as planned."),
    ("Shift change for the holidays", "Agreed on half strength for four days."),
    ("Question about {service}", "Explained the scope. Wants a short written summary."),
    ("Delay at the gate", "Two shuttles were late. Driver changed, {person} informed."),
    ("Renewal", "Wants to renew; asks for a two-year price."),
    ("Thank-you call", "The audit went well; {person} passes the thanks on to the team."),
    ("Short notice: visitors on Thursday", "Forty guests at eleven. Front desk and cafeteria are informed."),
    ("Offer for one more site", "A small office in {city} from next quarter. {person} sends the plan of the floor."),
    ("Price question", "Explained the yearly adjustment. Accepted, with a sigh."),
    ("Praise for the site lead", "{person} wants to keep her for another year. Told our personnel office."),
    ("Broken air conditioning", "Technician was there within two hours; part ordered, temporary unit set up."),
    ("Reminder: access cards", "List comes by Friday."),
)
EMAIL = (
    ("Offer: {service}", "Sent the offer as discussed, valid for thirty days."),
    ("Minutes of our meeting", "Sent the minutes and the three open points."),
    ("Report of the month", "Sent the report with the comparison to last year."),
    ("Question about the contract", "Asked legal; the answer went out the same day."),
)
NOTE = (
    ("New building planned", "Heard that they rent two more floors in {city} from next year."),
    ("Change of management", "{person} becomes head of the department next quarter."),
    ("Rival seen on site", "A van of a rival stood at the gate; ask at the next meeting."),
)
PROSPECT = (
    ("First meeting", "Introduced ourselves. Today's provider is in place until next year; interested in {service}."),
    ("Reference visit", "Took {person} to a client nearby. Impressed by the control room."),
    ("Presentation of {service}", "Twenty minutes and many questions. They want a trial for one site."),
)
UNEASY = (
    ("Complaints about quality", "{person} was blunt: third complaint this month. Wants a plan by Monday."),
    ("They compare prices", "Asked for our best price in writing. A rival is in the house."),
    ("Talk about the future", "No commitment beyond this quarter. We must show something new."),
)
HINDI = (
    ("मासिक समीक्षा", "{person} से बात हुई। काम से संतुष्ट हैं, अगले महीने का कार्यक्रम तय हुआ।"),
    ("नई सेवा पर चर्चा", "नई सेवा में रुचि है। मूल्य सूची भेजनी है।"),
)
PLANNED = (
    "Service review",
    "Renewal talk",
    "Site walk in {city}",
    "Presentation of {service}",
    "Check-in",
    "Quarterly review",
)
JOINT = ("Review with the senior", "Joint visit in {city}", "Hand-over meeting", "Renewal strategy with {person}")
NEXT = (
    "Send the offer",
    "Send the report by site",
    "Call {person} back",
    "Ask legal about the clause",
    "Agree on a date for the review",
)
OUTCOMES = {
    "good": ("They want an offer", "Agreed in principle", "Content; goes on as it is", "One more site is possible"),
    "neutral": ("No decision yet", "They will ask inside first", "Put off to the next talk"),
    "bad": ("They compare with a rival", "Not content; a plan is expected", "Budget was cut"),
}
CASES = {
    "question": (
        "What does the {service} report of last month leave out?",
        "Who signs off the visitor list?",
        "Can the invoice be split by site?",
        "Which holidays does the {service} team keep?",
    ),
    "problem": (
        "Lift in block C out of order",
        "Access cards of {city} do not open the gate",
        "Invoice shows the old price",
        "Night guard did not show up",
    ),
    "need": (
        "Two more people for {service} in {city}",
        "Cover for a trade fair of three days",
        "A second shuttle in the morning",
    ),
    "suggestion": ("Send the monthly figures as a sheet", "Put the menu on the intranet", "One contact for all sites"),
    "complaint": (
        "Cleaning of the lobby below standard",
        "Third late delivery this month",
        "Nobody picked up the phone at night",
        "{service}: promised report still missing",
    ),
}
OPINIONS = {
    "good": (
        "The team solves things before we notice them.",
        "Quick, friendly, reliable.",
        "{service} has become better every month.",
        "",
    ),
    "fair": ("Fine, but not cheap.", "Good people, slow paperwork.", "", ""),
    "bad": ("Too many changes in the team.", "We chase answers for days.", "Quality differs from site to site."),
}

# By department: subject, what is asked, the answer, what they should know.
REQUESTS = {
    "logistics": (
        (
            "Cold lorries for the festival weeks",
            "{client} needs two refrigerated lorries more from {city} in the festival weeks. Can we, and at what price?",
            "Two lorries from the Nashik depot, 18,500 rupees a day each, driver included.",
            "They had none last year and have not forgotten it.",
        ),
        (
            "Route for the second shift",
            "The second shift at {city} now ends at 23:30. Which shuttle can bring the people home?",
            "Bus 14 waits until 23:45 from Monday on; three stops move to the main road.",
            "",
        ),
        (
            "Delivery windows at the new gate",
            "{client} opens a new gate. Which hours can our lorries have?",
            "6 to 8 and 20 to 22; between them the gate is for visitors.",
            "Their gate keeper turns away whoever comes without a slot.",
        ),
        (
            "Consumables direct to the sites",
            "Can cleaning consumables go to the six sites of {client} directly instead of through {city}?",
            "Yes, with a minimum of 40 cartons a site; it saves four days.",
            "",
        ),
    ),
    "finance": (
        (
            "Payment in 45 days",
            "{client} asks for 45 days instead of 30. What does it cost us, and do we agree?",
            "It costs 0.6 % of the yearly value. Agreed, with an indexed price in return.",
            "They pay on the day, always have.",
        ),
        (
            "Invoice split by site",
            "{client} needs one invoice for each site in {city}. From when on?",
            "From the first of next month; the list of sites is attached to the contract.",
            "",
        ),
        (
            "Credit note for August",
            "Who signs the credit note for the guard who did not come?",
            "Signed and posted today; they see it in the next statement.",
            "It is a small sum and a large annoyance.",
        ),
        (
            "Price in dollars for the Dubai office",
            "May we offer {client} a price in dollars for the office abroad?",
            "Yes, valid 30 days, at the month's rate.",
            "",
        ),
    ),
    "customer-service": (
        (
            "A night line for the mall",
            "{client} wants a line that is answered at night, too. Can we, from the day of the sale on?",
            "Two people from 22 to 6; the number is the same as by day.",
            "",
        ),
        (
            "Train the new front desk",
            "Six people start at the front desk in {city}. When can you train them?",
            "Tuesday and Wednesday, 10 to 13, at their place.",
            "Three of them speak Marathi only.",
        ),
        (
            "Why the calls about cards doubled",
            "Calls of {client} about access cards doubled since May. What do people ask?",
            "Two of three ask for a lost card; a form on the intranet would spare them the call.",
            "",
        ),
        (
            "Thank-you calls after the works",
            "Can you call the ten floors of {client} after the works and ask how it went?",
            "Eight of ten answered: seven content, one asks for quieter hours.",
            "",
        ),
    ),
    "legal": (
        (
            "Liability clause of the renewal",
            "{client} wants liability without a cap. What can we offer?",
            "A cap of twice the yearly value, none for gross negligence. Wording is in the file.",
            "They sign by the end of the month or not at all.",
        ),
        (
            "Data protection annex",
            "{client} asks for an annex on visitors' data. Is theirs acceptable?",
            "Yes, with 72 hours instead of 24 in paragraph 5.",
            "",
        ),
        (
            "Notice by e-mail",
            "Does notice by e-mail hold under the contract with {client}?",
            "No, it needs a letter; a scan is not enough.",
            "",
        ),
        (
            "Subcontractor for pest control",
            "May we use a subcontractor at {client}?",
            "With their consent in writing; a draft of the letter is attached.",
            "",
        ),
    ),
    "design": (
        (
            "Pages for the yearly review",
            "Twelve pages for the review with {client}: what was done, what it saved, what comes.",
            "Done; print and screen versions are attached.",
            "Their board reads on paper.",
        ),
        (
            "Signs for the new building",
            "{client} opens a building in {city}: signs for four floors, in English and Hindi.",
            "Drafts for all floors; the second one fits their house style best.",
            "",
        ),
        (
            "Menu boards of the cafeteria",
            "New boards for the cafeteria of {client}, with allergens.",
            "Six boards, ready to print.",
            "",
        ),
        (
            "A plan of the site for visitors",
            "One page that shows visitors of {client} where to park and to enter.",
            "Attached, also as a picture for the phone.",
            "",
        ),
    ),
}
WHY_LATER = (
    "The supplier answers only next week.",
    "Two colleagues are ill, and the month's closing came first.",
    "The site has to be seen first, and the gate was closed.",
    "Figures of the plant were missing until yesterday.",
)
