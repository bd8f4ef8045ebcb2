using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>A fee of 45,000 đồng that an attempt at <c>fake</c> met with 50,000, put together by hand for pure functions.</summary>
internal static class PaidOnce
{
    public const string Gateway = "fake";
    public const string Reference = "ref-1";
    public static readonly DateTimeOffset At = PaymentWorld.Start;
    public static readonly DateTimeOffset Now = At.AddHours(3);

    public static Payment Payment => new()
    {
        Id = PaymentWorld.Id,
        Payable = PaymentWorld.Payable,
        Service = "exams",
        Amount = PaymentWorld.Fee,
        Purpose = new LocalText("vi", "en"),
        DossierCode = "D1",
        PayerName = "A",
        FeeRule = "rule",
        Unit = "01-001",
        RequestedAt = At,
        ExpiresAt = At.AddDays(2),
        Correlation = "c",
        Status = PaymentStatus.Paid,
        Attempts = [Captured(1, Reference, 50_000)],
        PaidBy = PaymentWorld.First,
        SettledAt = At,
    };

    public static Attempt Captured(int number, string reference, long amountVnd, string gateway = Gateway) => new()
    {
        Id = new AttemptId(PaymentWorld.Id, number),
        Gateway = gateway,
        Status = AttemptStatus.Captured,
        OpenedAt = At,
        ExpiresAt = At.AddMinutes(30),
        Language = "vi",
        Captured = Money.Vnd(amountVnd),
        CapturedAt = At.AddMinutes(number),
        Reference = reference,
    };

    public static PaymentCase Case(int number, CaseKind kind, long owedVnd, string reference = Reference, string gateway = Gateway, CaseStatus status = CaseStatus.Open) =>
        new(number, kind, gateway, reference, Money.Vnd(owedVnd), At, status, PaymentWorld.First);

    public static Refund Refund(int number, int of, long amountVnd, RefundStatus status, string reference = Reference, string gateway = Gateway) =>
        new(new RefundId(PaymentWorld.Id, number), of, gateway, reference, Money.Vnd(amountVnd), status, At, "fin-1");

    /// <summary>A dispute that was decided for the payer, with the money withheld.</summary>
    public static Dispute Lost(string id, long amountVnd, string reference = Reference, string gateway = Gateway) =>
        new(id, gateway, reference, Money.Vnd(amountVnd), At, WithdrawnAt: At, ClosedAt: At, IsLost: true);
}
