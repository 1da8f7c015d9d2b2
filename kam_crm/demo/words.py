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
