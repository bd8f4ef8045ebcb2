using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Describe;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition;

/// <summary>The feature's routes, with what the API document says about each.</summary>
internal static class TuitionRoutes
{
    private const string Schools = "Tuition: schools";
    private const string Reports = "Tuition: reports";
    private const string Families = "Tuition: families";
    private const int Conflict = StatusCodes.Status409Conflict;
    private const int TooMany = StatusCodes.Status429TooManyRequests;
    private const int Invalid = StatusCodes.Status422UnprocessableEntity;

    public static void Map(Triggers triggers)
    {
        MapSchools(triggers);
        MapBenefits(triggers);
        MapReports(triggers);
        MapFamilies(triggers);
    }

    private static void MapSchools(Triggers triggers)
    {
        triggers.Http("GET", "/api/tuition/schools/{school}/catalogue", Access.Public, SchoolsHttp.CatalogueAsync)
            .Says(Schools, "What a school charges, for everybody to read.")
            .Answers(() => TuitionJson.Default.FeeCatalogue);
        triggers.Http("PUT", "/api/tuition/schools/{school}/catalogue", Access.SignedIn, SchoolsHttp.PublishAsync)
            .Says(Schools, "Publish a school's fees.").Reads(() => TuitionHttpJson.Default.CatalogueBody).TakesKey()
            .Answers(() => TuitionJson.Default.FeeCatalogue);
        triggers.Http("POST", "/api/tuition/schools/{school}/runs/{period}", Access.SignedIn, SchoolsHttp.RunAsync)
            .Says(Schools, "Bill an enrolment list; the body is the file. Only a preview unless the address says dryRun=false.")
            .ReadsBytes("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").TakesKey().Refuses(Conflict, StatusCodes.Status415UnsupportedMediaType, Invalid)
            .Answers(() => TuitionJson.Default.BillRunPreview, text: "What would be billed, row by row.")
            .Answers(() => TuitionJson.Default.BillRun, StatusCodes.Status202Accepted, "The run has begun.");
        triggers.Http("GET", "/api/tuition/schools/{school}/runs/{period}", Access.SignedIn, SchoolsHttp.ReadRunAsync)
            .Says(Schools, "How far a run is.")
            .Answers(() => TuitionJson.Default.BillRun);
        triggers.Http("GET", "/api/tuition/schools/{school}/bills/{period}", Access.SignedIn, SchoolsHttp.ListAsync)
            .Says(Schools, "Bills of a period, by class; overdue=true for arrears.").Refuses(Invalid)
            .Answers(() => TuitionJson.Default.BillList);
        triggers.Http("GET", "/api/tuition/schools/{school}/classes/{period}", Access.SignedIn, SchoolsHttp.ClassesAsync)
            .Says(Schools, "What each class was billed, paid and owes.").Refuses(Invalid)
            .Answers(() => TuitionJson.Default.IReadOnlyListClassTotal);
        triggers.Http("POST", "/api/tuition/bills/{bill}/cancel", Access.SignedIn, BillsHttp.CancelAsync)
            .Says(Schools, "Cancel a bill, by reversal.").Reads(() => TuitionHttpJson.Default.ReasonBody).TakesKey()
            .Answers(() => TuitionJson.Default.AccountAnswer);
        triggers.Http("POST", "/api/tuition/bills/{bill}/reissue", Access.SignedIn, BillsHttp.ReissueAsync)
            .Says(Schools, "Issue a bill anew by the rules of today, by reversal.").Reads(() => TuitionHttpJson.Default.ReasonBody).TakesKey()
            .Answers(() => TuitionJson.Default.AccountAnswer);
    }

    private static void MapBenefits(Triggers triggers)
    {
        triggers.Http("POST", "/api/tuition/schools/{school}/benefits", Access.SignedIn, SchoolsHttp.AskBenefitAsync)
            .Says(Schools, "Ask for an exemption or reduction.").Reads(() => TuitionHttpJson.Default.BenefitBody).TakesKey().Refuses(TooMany)
            .Answers(() => TuitionJson.Default.BenefitAnswer, StatusCodes.Status201Created);
        triggers.Http("GET", "/api/tuition/schools/{school}/benefits", Access.SignedIn, SchoolsHttp.BenefitsAsync)
            .Says(Schools, "Exemptions and reductions that wait for a decision, or have one.")
            .Answers(() => TuitionJson.Default.BenefitList);
        triggers.Http("POST", "/api/tuition/benefits/{benefits}/{number}/decision", Access.SignedIn, SchoolsHttp.DecideBenefitAsync)
            .Says(Schools, "Grant an exemption or reduction somebody else asked for, or refuse it.")
            .Reads(() => TuitionHttpJson.Default.DecisionBody).TakesKey()
            .Answers(() => TuitionJson.Default.BenefitAnswer);
    }

    private static void MapReports(Triggers triggers)
    {
        triggers.Http("GET", "/api/tuition/schools/{school}/reports/{period}", Access.SignedIn, ReportsHttp.MonthAsync)
            .Says(Reports, "A period by class and item: billed, reduced, collected, outstanding. Credit that settles a bill counts as collected.").Refuses(Invalid, Conflict)
            .Answers(() => TuitionJson.Default.MonthlyReport);
        triggers.Http("GET", "/api/tuition/schools/{school}/reports/{period}/file", Access.SignedIn, ReportsHttp.MonthFileAsync)
            .Says(Reports, "The same as a file: CSV, or XLSX with `format=xlsx`.").Refuses(Invalid, Conflict)
            .AnswersPlain(StatusCodes.Status200OK, "The table.", "*/*");
        triggers.Http("GET", "/api/tuition/schools/{school}/subsidy", Access.SignedIn, ReportsHttp.SubsidyAsync)
            .Says(Reports, "What a school claims for exemptions, reductions and study costs of the months from `from` to `to`, pupil by pupil.").Refuses(Invalid, Conflict)
            .Answers(() => TuitionJson.Default.SubsidyClaim);
        triggers.Http("GET", "/api/tuition/schools/{school}/subsidy/file", Access.SignedIn, ReportsHttp.SubsidyFileAsync)
            .Says(Reports, "The same as a file: CSV, or XLSX with `format=xlsx`.").Refuses(Invalid, Conflict)
            .AnswersPlain(StatusCodes.Status200OK, "The table.", "*/*");
        triggers.Http("GET", "/api/tuition/search", Access.SignedIn, ReportsHttp.FindAsync)
            .Says(Reports, "Find bills by their code, or by a pupil's code at a school.").Refuses(Invalid)
            .Answers(() => TuitionJson.Default.FoundBills);
        triggers.Http("GET", "/api/tuition/search/file", Access.SignedIn, ReportsHttp.FindFileAsync)
            .Says(Reports, "The same as a file: CSV, or XLSX with `format=xlsx`.").Refuses(Invalid)
            .AnswersPlain(StatusCodes.Status200OK, "The table.", "*/*");
        triggers.Http("GET", "/api/tuition/accounts/{account}/statement/file", Access.SignedIn, ReportsHttp.StatementFileAsync)
            .Says(Reports, "A pupil's statement as a file, refunds included: CSV, or XLSX with `format=xlsx`.").Refuses(Conflict, TooMany)
            .AnswersPlain(StatusCodes.Status200OK, "The table.", "*/*");
    }

    private static void MapFamilies(Triggers triggers)
    {
        triggers.Http("GET", "/api/tuition/bills", Access.SignedIn, BillsHttp.MineAsync)
            .Says(Families, "The bills of one's children.")
            .Answers(() => TuitionJson.Default.BillList);
        triggers.Http("GET", "/api/tuition/bills/{bill}", Access.Public, BillsHttp.ReadAsync)
            .Says(Families, "A bill, for whoever has its link; who the pupil is, only for the family and officers.")
            .Answers(() => TuitionJson.Default.BillView);
        triggers.Http("POST", "/api/tuition/payments", Access.Public, BillsHttp.PayAsync)
            .Says(Families, "Pay several bills in one payment.").Reads(() => TuitionHttpJson.Default.PayBody).Refuses(StatusCodes.Status404NotFound, Conflict)
            .Answers(() => TuitionJson.Default.BasketAnswer, StatusCodes.Status201Created);
        triggers.Http("GET", "/api/tuition/accounts/{account}/statement", Access.SignedIn, BillsHttp.StatementAsync)
            .Says(Families, "Everything billed, paid, refunded and credited to one pupil.").Refuses(TooMany)
            .Answers(() => TuitionJson.Default.Statement);
        triggers.Http("POST", "/api/tuition/accounts/{account}/guardians", Access.SignedIn, BillsHttp.JoinAsync)
            .Says(Families, "Become one of those who see a pupil's bills.").Reads(() => TuitionHttpJson.Default.JoinBody).Refuses(TooMany)
            .Answers(() => TuitionJson.Default.AccountAnswer);
    }
}
