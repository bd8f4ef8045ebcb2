using PublicServices.Finance;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Describe;

namespace PublicServices.Functions.Finance;

/// <summary>The feature's routes, with what the API document says about each.</summary>
internal static class FinanceRoutes
{
    private const string Ledger = "Ledger";
    private const string Matching = "Reconciliation";
    private const string Days = "Closing days";
    private const int Conflict = StatusCodes.Status409Conflict;
    private const int Invalid = StatusCodes.Status422UnprocessableEntity;

    public static void Map(Triggers triggers)
    {
        MapLedger(triggers);
        MapStatements(triggers);
        MapLines(triggers);
        MapDays(triggers);
    }

    private static void MapLedger(Triggers triggers)
    {
        triggers.Http("GET", "/api/finance/ledger/trial-balance", Access.SignedIn, LedgerHttp.TrialAsync)
            .Says(Ledger, "Debits and credits of every account over a range of days, today's by default.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.TrialBalance);
        triggers.Http("GET", "/api/finance/ledger/accounts/{account}", Access.SignedIn, LedgerHttp.DaysAsync)
            .Says(Ledger, "An account's days.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.AccountDays);
        triggers.Http("GET", "/api/finance/ledger/accounts/{account}/lines", Access.SignedIn, LedgerHttp.LinesAsync)
            .Says(Ledger, "An account's lines of one day.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.AccountLines);
    }

    private static void MapStatements(Triggers triggers)
    {
        triggers.Http("PUT", "/api/finance/columns", Access.SignedIn, StatementsHttp.SaveColumnsAsync)
            .Says(Matching, "Say which columns of a source's tables mean what.").Reads(() => FinanceJson.Default.ColumnMapping)
            .Answers(() => FinanceJson.Default.ColumnMapping);
        triggers.Http("GET", "/api/finance/statements/{source}", Access.SignedIn, StatementsHttp.ListAsync)
            .Says(Matching, "Statements taken in from a source.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.StatementList);
        triggers.Http("POST", "/api/finance/statements/{source}", Access.SignedIn, StatementsHttp.ImportAsync)
            .Says(Matching, "Take in a statement; the body is the file. A file with a fault is refused whole, with the line.")
            .ReadsBytes("application/octet-stream").Refuses(Conflict, Invalid)
            .Answers(() => FinanceJson.Default.ImportAnswer);
        triggers.Http("GET", "/api/finance/statements/{source}/lines", Access.SignedIn, StatementsHttp.LinesAsync)
            .Says(Matching, "Lines that wait for an explanation, or have one.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.LineList);
        triggers.Http("GET", "/api/finance/statements/{source}/expected", Access.SignedIn, StatementsHttp.ExpectedAsync)
            .Says(Matching, "Money that is expected from a source, or came.").Refuses(Invalid)
            .Answers(() => FinanceJson.Default.ExpectedList);
        triggers.Http("POST", "/api/finance/statements/{source}/match", Access.SignedIn, StatementsHttp.RunAsync)
            .Says(Matching, "Match a source's open lines with what is expected.").Refuses(Conflict, Invalid)
            .Answers(() => FinanceJson.Default.MatchRun);
        triggers.Http("POST", "/api/finance/payouts/{gateway}/{payout}", Access.SignedIn, StatementsHttp.ImportPayoutAsync)
            .Says(Matching, "Fetch a payout's lines from its gateway and take them in once they are whole.").Refuses(Conflict, Invalid)
            .Answers(() => FinanceJson.Default.ImportAnswer);
    }

    private static void MapLines(Triggers triggers)
    {
        triggers.Http("GET", "/api/finance/lines/{line}", Access.SignedIn, LinesHttp.ReadAsync)
            .Says(Matching, "A line, its matches and their history.")
            .Answers(() => FinanceJson.Default.LineStory);
        triggers.Http("POST", "/api/finance/lines/{line}/match", Access.SignedIn, LinesHttp.MatchAsync)
            .Says(Matching, "Match a line by hand.").Reads(() => FinanceJson.Default.HandMatch).TakesKey()
            .Answers(() => FinanceJson.Default.LineRow);
        triggers.Http("POST", "/api/finance/lines/{line}/release", Access.SignedIn, LinesHttp.ReleaseAsync)
            .Says(Matching, "Undo a line's matches.").Reads(() => FinanceJson.Default.FinanceDecision).TakesKey()
            .Answers(() => FinanceJson.Default.LineRow);
        triggers.Http("GET", "/api/finance/proposals", Access.SignedIn, ProposalsHttp.ListAsync)
            .Says(Matching, "What waits for a second person, or was decided.")
            .Answers(() => FinanceJson.Default.ProposalList);
        triggers.Http("POST", "/api/finance/proposals", Access.SignedIn, ProposalsHttp.AskAsync)
            .Says(Matching, "Propose what only two people may do: forcing a match, writing off, reversing.")
            .Reads(() => FinanceJson.Default.ProposalBody).TakesKey()
            .Answers(() => FinanceJson.Default.ProposalAnswer, StatusCodes.Status201Created);
        triggers.Http("POST", "/api/finance/proposals/{proposal}/decide", Access.SignedIn, ProposalsHttp.DecideAsync)
            .Says(Matching, "Agree to what somebody else proposed, or not.").Reads(() => FinanceJson.Default.ProposalDecision).Refuses(Conflict)
            .Answers(() => FinanceJson.Default.ProposalAnswer);
    }

    private static void MapDays(Triggers triggers)
    {
        triggers.Http("GET", "/api/finance/days/{day}/preview", Access.SignedIn, DaysHttp.PreviewAsync)
            .Says(Days, "What a day's books say, and what does not agree yet.")
            .Answers(() => FinanceJson.Default.DayPicture);
        triggers.Http("POST", "/api/finance/days/{day}/close", Access.SignedIn, DaysHttp.CloseAsync)
            .Says(Days, "Close a day: signed, and chained to the day closed before it.").Refuses(Conflict, Invalid)
            .Answers(() => CloseJson.Default.SignedClose);
        triggers.Http("GET", "/api/finance/days/{day}/close", Access.SignedIn, DaysHttp.ReadAsync)
            .Says(Days, "A closed day; as a table with format=csv.")
            .Answers(() => CloseJson.Default.SignedClose);
    }
}
