using PublicServices.Finance;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Describe;

namespace PublicServices.Functions.Finance;

/// <summary>The feature's routes, with what the API document says about each.</summary>
internal static class FinanceRoutes
{
    private const string Ledger = "Ledger";
    private const string Statements = "Statements";
    private const string Matching = "Matching";
    private const string Days = "Days";
    private const int NotFound = StatusCodes.Status404NotFound;
    private const int Conflict = StatusCodes.Status409Conflict;
    private const int Invalid = StatusCodes.Status422UnprocessableEntity;

    public static void Map(Triggers triggers)
    {
        MapLedger(triggers);
        MapStatements(triggers);
        MapMatching(triggers);
        MapDays(triggers);
    }

    private static void MapLedger(Triggers triggers)
    {
        triggers.Http("GET", "/api/finance/ledger/trial-balance", Access.SignedIn, LedgerHttp.TrialAsync)
            .Says(Ledger, "The trial balance: the last close and every day since, from the records. Zero in every currency, always.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.TrialBalance);
        triggers.Http("GET", "/api/finance/ledger/accounts/{account}", Access.SignedIn, LedgerHttp.DaysAsync)
            .Says(Ledger, "An account, day by day.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.AccountDays);
        triggers.Http("GET", "/api/finance/ledger/accounts/{account}/lines", Access.SignedIn, LedgerHttp.LinesAsync)
            .Says(Ledger, "An account's lines on a day.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.AccountLines);
    }

    private static void MapStatements(Triggers triggers)
    {
        triggers.Http("GET", "/api/finance/columns", Access.SignedIn, StatementsHttp.ColumnsAsync)
            .Says(Statements, "Which column of a source's tables is which: what was saved, and what is known of gateways.")
            .Answers(() => FinanceJson.Default.MappingList);
        triggers.Http("PUT", "/api/finance/columns", Access.SignedIn, StatementsHttp.SaveColumnsAsync)
            .Says(Statements, "Save which column of a source's tables is which. Files must then look like it.")
            .Reads(() => FinanceJson.Default.ColumnMapping).TakesKey().Refuses(Conflict, Invalid)
            .Answers(() => FinanceJson.Default.ColumnMapping);
        triggers.Http("GET", "/api/finance/statements/{source}", Access.SignedIn, StatementsHttp.ListAsync)
            .Says(Statements, "Statements of a gateway or bank account, latest first.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.StatementList);
        triggers.Http("POST", "/api/finance/statements/{source}", Access.SignedIn, StatementsHttp.ImportAsync)
            .Says(Statements, "Bring a statement: CSV or XLSX (`Table`), `Mt940` or `Camt053`. Taken whole or refused whole; the same file again changes nothing.")
            .ReadsBytes().Refuses(Invalid, StatusCodes.Status415UnsupportedMediaType)
            .Answers(() => FinanceJson.Default.ImportAnswer);
        triggers.Http("POST", "/api/finance/payouts/{gateway}/{payout}", Access.SignedIn, StatementsHttp.ImportPayoutAsync)
            .Says(Statements, "Take what a payout consists of from its gateway.").Refuses(NotFound, Invalid, StatusCodes.Status503ServiceUnavailable)
            .Answers(() => FinanceJson.Default.ImportAnswer);
        triggers.Http("GET", "/api/finance/statements/{source}/lines", Access.SignedIn, StatementsHttp.LinesAsync)
            .Says(Statements, "Lines of a source that wait for a match, or with `done` those that are over.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.LineList);
        triggers.Http("GET", "/api/finance/statements/{source}/expected", Access.SignedIn, StatementsHttp.ExpectedAsync)
            .Says(Statements, "What a source's statements should show and have not; `bank` for whichever account.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.ExpectedList);
    }

    private static void MapMatching(Triggers triggers)
    {
        triggers.Http("POST", "/api/finance/statements/{source}/match", Access.SignedIn, StatementsHttp.RunAsync)
            .Says(Matching, "Match a source's open lines now.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.MatchRun);
        triggers.Http("GET", "/api/finance/lines/{line}", Access.SignedIn, LinesHttp.ReadAsync)
            .Says(Matching, "A line with everything that was done to it.")
            .Answers(() => FinanceJson.Default.LineStory);
        triggers.Http("POST", "/api/finance/lines/{line}/match", Access.SignedIn, LinesHttp.MatchAsync)
            .Says(Matching, "Match a line by hand, to the đồng.").Reads(() => FinanceJson.Default.HandMatch).TakesKey().Refuses(Conflict, Invalid)
            .Answers(() => FinanceJson.Default.LineRow);
        triggers.Http("POST", "/api/finance/lines/{line}/release", Access.SignedIn, LinesHttp.ReleaseAsync)
            .Says(Matching, "Undo a match.").Reads(() => FinanceJson.Default.FinanceDecision).TakesKey().Refuses(Conflict, Invalid)
            .Answers(() => FinanceJson.Default.LineRow);
        triggers.Http("GET", "/api/finance/proposals", Access.SignedIn, ProposalsHttp.ListAsync)
            .Says(Matching, "What waits for a second person, or with `decided` what does not any more.")
            .Answers(() => FinanceJson.Default.ProposalList);
        triggers.Http("POST", "/api/finance/proposals", Access.SignedIn, ProposalsHttp.AskAsync)
            .Says(Matching, "Propose what takes two people: a forced match, a line's account, a reversal, a write-off, closing a day with differences.")
            .Reads(() => FinanceJson.Default.ProposalBody).TakesKey().Refuses(StatusCodes.Status404NotFound, Invalid)
            .Answers(() => FinanceJson.Default.ProposalAnswer, StatusCodes.Status201Created);
        triggers.Http("POST", "/api/finance/proposals/{proposal}/decide", Access.SignedIn, ProposalsHttp.DecideAsync)
            .Says(Matching, "Agree to what somebody else proposed, or refuse it.").Reads(() => FinanceJson.Default.ProposalDecision).TakesKey().Refuses(Conflict, Invalid)
            .Answers(() => FinanceJson.Default.ProposalAnswer);
    }

    private static void MapDays(Triggers triggers)
    {
        triggers.Http("GET", "/api/finance/days/{day}/preview", Access.SignedIn, DaysHttp.PreviewAsync)
            .Says(Days, "A day as it would be closed now: control totals, differences, ageing.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.DayPicture);
        triggers.Http("POST", "/api/finance/days/{day}/close", Access.SignedIn, DaysHttp.CloseAsync)
            .Says(Days, "Close a day on which everything is equal to the đồng.").Refuses(Conflict, Invalid)
            .Answers(() => CloseJson.Default.SignedClose);
        triggers.Http("GET", "/api/finance/days/{day}/close", Access.SignedIn, DaysHttp.ReadAsync)
            .Says(Days, "A closed day, signed; `format=csv` for a table.").Refuses(NotFound)
            .Answers(() => CloseJson.Default.SignedClose);
    }
}
