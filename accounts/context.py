def company(request) -> dict[str, object]:
    return {"company": request.company, "company_rules": request.rules}
