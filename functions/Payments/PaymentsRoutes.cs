using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Describe;
using PublicServices.Infra.Sandbox;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>The feature's routes, with what the API document says about each.</summary>
internal static class PaymentsRoutes
{
    private const string Paying = "Payments";
    private const string Finance = "Finance";
    private const string Callbacks = "Callbacks";
    private const int Conflict = StatusCodes.Status409Conflict;
    private const int TooMany = StatusCodes.Status429TooManyRequests;
    private const int Invalid = StatusCodes.Status422UnprocessableEntity;

    public static void Map(Triggers triggers)
    {
        MapPaying(triggers);
        MapCallbacks(triggers);
        MapFinance(triggers);
    }

    private static void MapPaying(Triggers triggers)
    {
        triggers.Http("GET", "/api/payments/{payment}", Access.Public, PaymentsHttp.ReadAsync)
            .Says(Paying, "A payment, for whoever has its id.")
            .Answers(() => PaymentsJson.Default.PaymentPage);
        triggers.Http("POST", "/api/payments/{payment}/attempts", Access.Public, PaymentsHttp.OpenAsync)
            .Says(Paying, "Open an order at a gateway, or find the one that is open there.")
            .Reads(() => PaymentsJson.Default.OpenAttemptRequest).Refuses(Conflict)
            .Answers(() => PaymentsJson.Default.OpenedAttempt, text: "Where to send the payer.");
        triggers.Http("POST", "/api/payments/{payment}/overpayments/{number:int}", Access.Public, PaymentsHttp.ChooseAsync)
            .Says(Paying, "Choose what becomes of money beyond the fee: it goes back, or is kept as credit.")
            .Reads(() => PaymentsJson.Default.OverpaymentDecision).Refuses(Conflict)
            .Answers(() => PaymentsJson.Default.PaymentPage);
        triggers.Http("GET", "/api/payments/lookup", Access.Public, PaymentsHttp.LookUpAsync)
            .Says(Paying, "Was my money taken: by the gateway's reference.").Refuses(StatusCodes.Status404NotFound, Invalid)
            .Answers(() => PaymentsJson.Default.MoneyWhereabouts);
        triggers.Http("GET", "/pay/{payment}/back", Access.Public, PaymentsHttp.ComeBack)
            .Says(Paying, "Where gateways send payers back to; leads on to the payment's page.")
            .AnswersPlain(StatusCodes.Status302Found, "To the payment's page.");
    }

    private static void MapCallbacks(Triggers triggers)
    {
        triggers.Http("POST", "/callbacks/{gateway}", Access.Signed, CallbacksHttp.ReceiveAsync)
            .Says(Callbacks, "A gateway's news about money, signed as the gateway signs.").ReadsBytes().Refuses(StatusCodes.Status400BadRequest)
            .AnswersPlain(StatusCodes.Status200OK, "Stored.", "application/json");
        triggers.Http("GET", "/callbacks/{gateway}", Access.Signed, CallbacksHttp.ReceiveAsync)
            .Says(Callbacks, "The same from a gateway that puts its news into the address.").Refuses(StatusCodes.Status400BadRequest)
            .AnswersPlain(StatusCodes.Status200OK, "Stored.", "application/json");
        triggers.Http("POST", "/sandbox/charges", Access.Signed, SandboxHttp.PressAsync)
            .Says(Callbacks, "Press the button on the sandbox's page; the query is the signed order. Not outside Development and Test.")
            .Reads(() => SandboxJson.Default.SandboxPress).Refuses(StatusCodes.Status404NotFound, Conflict)
            .Answers(() => SandboxJson.Default.SandboxReceipt)
            .AnswersPlain(StatusCodes.Status302Found, "For a form: back to the payment's page.");
    }

    private static void MapFinance(Triggers triggers)
    {
        triggers.Http("GET", "/api/finance/payments", Access.SignedIn, FinanceHttp.FindAsync)
            .Says(Finance, "Find payments by dossier or bill code, gateway reference, transfer memo or payment id. Schools find their own.").Refuses(StatusCodes.Status422UnprocessableEntity)
            .Answers(() => PaymentsJson.Default.FoundPayments);
        triggers.Http("GET", "/api/finance/payments/file", Access.SignedIn, FinanceHttp.FindFileAsync)
            .Says(Finance, "The same as a file: CSV, or XLSX with `format=xlsx`.").Refuses(Invalid)
            .AnswersPlain(StatusCodes.Status200OK, "The table.", "*/*");
        triggers.Http("GET", "/api/finance/cases", Access.SignedIn, FinanceHttp.ListAsync)
            .Says(Finance, "Payments that need a person.")
            .Answers(() => PaymentsJson.Default.CaseList);
        triggers.Http("POST", "/api/finance/payments/{payment}/cases/{number:int}/refund", Access.SignedIn, FinanceHttp.RefundCaseAsync)
            .Says(Finance, "Give back what a case owes.").Reads(() => PaymentsJson.Default.CaseDecision).TakesKey().Refuses(Conflict, TooMany)
            .Answers(() => PaymentsJson.Default.FinancePayment);
        triggers.Http("POST", "/api/finance/payments/{payment}/cases/{number:int}/approve", Access.SignedIn, FinanceHttp.ApproveRefundAsync)
            .Says(Finance, "Agree to a refund somebody else proposed.").Reads(() => PaymentsJson.Default.CaseDecision).TakesKey().Refuses(Conflict)
            .Answers(() => PaymentsJson.Default.FinancePayment);
        triggers.Http("POST", "/api/finance/payments/{payment}/cases/{number:int}/decline", Access.SignedIn, FinanceHttp.DeclineRefundAsync)
            .Says(Finance, "Decline a refund somebody else proposed.").Reads(() => PaymentsJson.Default.CaseDecision).TakesKey().Refuses(Conflict)
            .Answers(() => PaymentsJson.Default.FinancePayment);
        triggers.Http("POST", "/api/finance/payments/{payment}/cases/{number:int}/close", Access.SignedIn, FinanceHttp.CloseCaseAsync)
            .Says(Finance, "Close a case by which nothing is owed, or whose money went back by a refund the officer names.").Reads(() => PaymentsJson.Default.CaseDecision).TakesKey().Refuses(Conflict)
            .Answers(() => PaymentsJson.Default.FinancePayment);
        triggers.Http("POST", "/api/finance/payments/{payment}/cases/{number:int}/dispute", Access.SignedIn, FinanceHttp.EndDisputeAsync)
            .Says(Finance, "Say how a dispute ended whose end the gateway never told.").Reads(() => PaymentsJson.Default.DisputeDecision).TakesKey().Refuses(Conflict)
            .Answers(() => PaymentsJson.Default.FinancePayment);
        triggers.Http("POST", "/api/finance/payments/{payment}/cases/{number:int}/sent", Access.SignedIn, FinanceHttp.RecordSentAsync)
            .Says(Finance, "Say that a refund was sent through the bank.").Reads(() => PaymentsJson.Default.SentRefund).TakesKey().Refuses(Conflict)
            .Answers(() => PaymentsJson.Default.FinancePayment);
        triggers.Http("POST", "/api/finance/transfers", Access.SignedIn, FinanceHttp.RecordTransferAsync)
            .Says(Finance, "Record a bank transfer that came for a payment.").Reads(() => PaymentsJson.Default.TransferEntry).TakesKey()
            .Refuses(StatusCodes.Status404NotFound, Conflict)
            .Answers(() => PaymentsJson.Default.FinancePayment);
        triggers.Http("POST", "/api/finance/callbacks/{callback}/close", Access.SignedIn, FinanceHttp.CloseStrayAsync)
            .Says(Finance, "Close a callback that belongs to no payment, once its money went back.").Reads(() => PaymentsJson.Default.StrayDecision).TakesKey().Refuses(Conflict)
            .Answers(() => PaymentsJson.Default.StrayCallback);
        triggers.Http("POST", "/api/finance/payments/{payment}/refund", Access.SignedIn, FinanceHttp.RefundFeeAsync)
            .Says(Finance, "Give a paid fee back, whole or in part.").Reads(() => PaymentsJson.Default.CaseDecision).TakesKey().Refuses(Conflict, TooMany)
            .Answers(() => PaymentsJson.Default.FinancePayment);
    }
}
