namespace PublicServices.Functions.Hosting.Describe;

/// <summary>What the API document says about itself and about names that mean the same everywhere.</summary>
internal static class Words
{
    public const string About =
        """
        Registration for the national high-school graduation exam, its fee, and the National Public Service Portal.

        **Refusals** are RFC 9457 problem documents (`application/problem+json`) with a `code` that never changes its meaning, in the language of
        `Accept-Language` (`vi`, `en`). **`X-Correlation-Id`** is taken from the request or made, and answered; it names the request in logs.
        **`Idempotency-Key`** makes a request safe to repeat. **`If-Match`** carries the version a change is based on; nothing is overwritten silently.
        Times are ISO 8601 with an offset; money is whole đồng. Over a named limit the answer is 413, 414, 429, 431 or 503, the last two with `Retry-After`
        where waiting helps.
        """;

    public const string Security = "A token of `POST /api/sign-in` in Development; elsewhere an access token of the configured OpenID Connect provider.";

    private static readonly Dictionary<string, string> Parameters = new()
    {
        ["account"] = "An account of the ledger, or a pupil's account, `stu-…`.",
        ["after"] = "The last page's `continuation`.",
        ["ask"] = "True asks the gateways first, for a payer who comes back from one.",
        ["benefits"] = "A pupil's claims, by their record's id.",
        ["bill"] = "A bill's id, as its link holds it.",
        ["block"] = "The block's number, eight digits.",
        ["callback"] = "A stray callback's id, `cbk-…`.",
        ["child"] = "The child's `key`.",
        ["class"] = "Only this class.",
        ["closed"] = "True for cases that were closed; default the open ones.",
        ["continuation"] = "The last page's `continuation`.",
        ["day"] = "A Vietnamese day, `2027-04-26`.",
        ["decided"] = "True for what was decided; default what waits.",
        ["department"] = "Two-digit Department code.",
        ["done"] = "True for what is explained; default what is open.",
        ["dossierCode"] = "Dossier code, as families and the portal know it.",
        ["dryRun"] = "False files; anything else only reports what would happen.",
        ["endpoint"] = "An endpoint's id, `end-…`.",
        ["file"] = "An attachment's id.",
        ["format"] = "`csv` or, where there is one, `xlsx` for a table, and for invoices `xml` or `json`; of a statement that is brought, its format.",
        ["from"] = "First day, `2027-04-01`, or month, `2027-04`.",
        ["gateway"] = "A gateway's name, for example `stripe`.",
        ["id"] = "A registration's id, `reg-…`.",
        ["invoice"] = "Our key of an invoice: school, period, symbol and number.",
        ["kind"] = "Kind of attachment, for example `photo`.",
        ["line"] = "A statement line's id.",
        ["name"] = "The file's name as it is shown.",
        ["next"] = "Only those this actor deals with next.",
        ["number"] = "The case's number within its payment, from 1.",
        ["open"] = "True for invoices alone that were given no number yet.",
        ["overdue"] = "True for arrears only.",
        ["payment"] = "A payment's id, `pay-…`; whoever has it may pay.",
        ["payout"] = "The gateway's id of a payout.",
        ["period"] = "A term or month, for example `2027-04`.",
        ["proposal"] = "A proposal's id.",
        ["q"] = "What to search for: a code or a reference.",
        ["reference"] = "The gateway's reference, as the payer sees it.",
        ["school"] = "School code, for example `01-001`.",
        ["session"] = "Exam session, for example `thpt-2027`.",
        ["source"] = "Where statements come from: a gateway, `stripe`, or an account of ours, `bank.vcb-0011`.",
        ["state"] = "Only this state.",
        ["subject"] = "What the upload is for.",
        ["take"] = "Rows of a page, 1 to 200; default 50.",
        ["to"] = "Last day, `2027-04-30`, or month, `2027-04`.",
        ["token"] = "A receipt's token, as its QR code holds it.",
        ["unit"] = "Registration unit, for example `01-001`.",
        ["upload"] = "An upload's id, as its announcement gave it.",
    };

    /// <summary>Null for a parameter nobody has described.</summary>
    public static string? OfParameter(string name) => Parameters.GetValueOrDefault(name);

    public static string OfRefusal(int status) => status switch
    {
        400 => "The request cannot be read, or its signature cannot be believed.",
        401 => "Nobody is signed in, or the credentials are not good.",
        403 => "The caller's role does not allow it.",
        404 => "There is no such thing, or the caller may not know that there is.",
        408 => "The request came too slowly.",
        409 => "Somebody else changed it, its state does not allow it, or the window is closed.",
        410 => "It was there, and its time is over.",
        413 => "Larger than the limit.",
        415 => "The content type is not accepted.",
        422 => "A rule is broken; `errors` names the fields.",
        429 => "Too many requests; `Retry-After` says when to try again.",
        500 => "A fault on our side; nothing was changed.",
        503 => "Busy or down; nothing was changed; `Retry-After` says when to try again.",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No words for this status."),
    };
}
