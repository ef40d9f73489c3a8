{
    "name": "Gym Membership",
    "summary": "Example for developers: a module that says what is personal in it",
    "version": "19.0.1.0.0",
    "category": "Sales",
    "license": "LGPL-3",
    "author": "Partner Anonymization Contributors",
    "website": "https://github.com/partner-anonymization/partner_anonymization",
    "depends": ["partner_anonymization"],
    "data": ["security/ir.model.access.csv", "data/rules.xml"],
}
