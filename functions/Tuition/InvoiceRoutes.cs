using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Describe;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition;

/// <summary>Routes of e-invoices, with what the API document says about each.</summary>
internal static class InvoiceRoutes
{
    private const string Invoices = "Tuition: e-invoices";
    private const int Conflict = StatusCodes.Status409Conflict;
    private const int Invalid = StatusCodes.Status422UnprocessableEntity;

    public static void Map(Triggers triggers)
    {
        MapSchools(triggers);
        MapInvoices(triggers);
    }

    private static void MapSchools(Triggers triggers)
    {
        triggers.Http("GET", "/api/tuition/schools/{school}/invoice-settings", Access.SignedIn, InvoicesHttp.SettingsAsync)
            .Says(Invoices, "What a school's invoices say about it.").Refuses(Conflict)
            .Answers(() => TuitionJson.Default.InvoiceSettings);
        triggers.Http("PUT", "/api/tuition/schools/{school}/invoice-settings", Access.SignedIn, InvoicesHttp.SaveSettingsAsync)
            .Says(Invoices, "Say what invoices to come say about the school, and their form and series.")
            .Reads(() => InvoiceHttpJson.Default.InvoiceSettingsBody).TakesKey()
            .Answers(() => TuitionJson.Default.InvoiceSettings);
        triggers.Http("POST", "/api/tuition/schools/{school}/invoices/{period}", Access.SignedIn, InvoicesHttp.IssueAsync)
            .Says(Invoices, "Issue the invoice of every bill of a period that was paid in full and has none yet.").TakesKey().Refuses(Conflict, Invalid)
            .Answers(() => TuitionJson.Default.InvoiceRun, StatusCodes.Status202Accepted, "The run has begun.");
        triggers.Http("GET", "/api/tuition/schools/{school}/invoices/{period}", Access.SignedIn, InvoicesHttp.ListAsync)
            .Says(Invoices, "Invoices of a period by their numbers, and how far its run is.").Refuses(Invalid)
            .Answers(() => TuitionJson.Default.InvoiceList);
        triggers.Http("GET", "/api/tuition/schools/{school}/invoices/{period}/file", Access.SignedIn, InvoicesHttp.FileAsync)
            .Says(Invoices, "The data of a period's invoices as a file: CSV, or `format=xlsx`, `xml` (the tax authority's fields) or `json`; `open=true` for those without a number of the provider.")
            .Refuses(Invalid, Conflict)
            .AnswersPlain(StatusCodes.Status200OK, "The invoices.", "*/*");
        triggers.Http("POST", "/api/tuition/schools/{school}/invoice-numbers", Access.SignedIn, InvoicesHttp.NumbersAsync)
            .Says(Invoices, "Bring back the numbers and codes that the provider or the tax authority gave, each once.")
            .Reads(() => InvoiceHttpJson.Default.InvoiceNumbersBody).Refuses(Invalid)
            .Answers(() => TuitionJson.Default.NumberReports, text: "A report for each number.");
    }

    private static void MapInvoices(Triggers triggers)
    {
        triggers.Http("POST", "/api/tuition/bills/{bill}/invoice", Access.SignedIn, InvoicesHttp.IssueOneAsync)
            .Says(Invoices, "Issue one bill's invoice; the same answer when it has one.").TakesKey().Refuses(Conflict)
            .Answers(() => TuitionJson.Default.Invoice);
        triggers.Http("GET", "/api/tuition/bills/{bill}/invoices", Access.SignedIn, InvoicesHttp.OfBillAsync)
            .Says(Invoices, "The invoices of a bill, oldest first, for the family and officers.")
            .Answers(() => TuitionJson.Default.BillInvoices);
        triggers.Http("PUT", "/api/tuition/accounts/{account}/buyer", Access.SignedIn, InvoicesHttp.BuyerAsync)
            .Says(Invoices, "Say who a pupil's invoices to come are made out to.").Reads(() => InvoiceHttpJson.Default.InvoiceBuyerBody).Refuses(Invalid)
            .Answers(() => TuitionJson.Default.AccountAnswer);
        triggers.Http("GET", "/api/tuition/invoices/{invoice}", Access.SignedIn, InvoicesHttp.ReadAsync)
            .Says(Invoices, "An invoice, where it stands, and the number it was given.")
            .Answers(() => TuitionJson.Default.IssuedInvoice);
        triggers.Http("POST", "/api/tuition/invoices/{invoice}/adjust", Access.SignedIn, InvoicesHttp.AdjustAsync)
            .Says(Invoices, "Adjust an invoice by what its bill now says differently, plus or minus.").Reads(() => TuitionHttpJson.Default.ReasonBody).TakesKey().Refuses(Conflict)
            .Answers(() => TuitionJson.Default.Invoice, StatusCodes.Status201Created);
        triggers.Http("POST", "/api/tuition/invoices/{invoice}/replace", Access.SignedIn, InvoicesHttp.ReplaceAsync)
            .Says(Invoices, "Replace an invoice by one that states everything anew.").Reads(() => TuitionHttpJson.Default.ReasonBody).TakesKey().Refuses(Conflict)
            .Answers(() => TuitionJson.Default.Invoice, StatusCodes.Status201Created);
    }
}
