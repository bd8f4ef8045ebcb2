using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.VietQr;

/// <summary>A transfer to a bank account, prepared by a VietQR code. There is nobody to ask and nobody calls back: the bank's statement tells.</summary>
public sealed class VietQrGateway(VietQrOptions options, TimeProvider clock) : IPaymentGateway
{
    /// <summary>Its name in addresses and records.</summary>
    public const string GatewayName = "vietqr";

    public string Name => GatewayName;

    public LocalText Title { get; } = new("Chuyển khoản bằng mã VietQR", "Bank transfer by VietQR code");

    public bool OpensLocally => true;

    /// <summary>There are none to believe.</summary>
    public bool CallbackIsProof => false;

    public bool RefundsByHand => true;

    public TimeSpan AttemptLifetime => options.AttemptLifetime;

    public ValueTask<OpenOutcome> OpenAsync(OpenOrder order, CancellationToken cancellationToken)
    {
        if (order.Amount.Currency != Money.Dong) return ValueTask.FromResult(OpenOutcome.Refused(PaymentProblems.GatewayRefused));
        var memo = TransferMemo.Of(order.Attempt);
        var details = new TransferDetails(
            options.BankName, options.Account, options.AccountName, memo, VietQrText.Of(options.Bin, options.Account, order.Amount, memo));
        return ValueTask.FromResult(OpenOutcome.Opened(memo, $"/pay/{order.Attempt.Payment}#transfer") with { Transfer = details });
    }

    /// <summary>Pending while a statement may still bring the money; then nothing is known of it, which lets the attempt expire.</summary>
    public ValueTask<GatewayOutcome> QueryAsync(AskedOrder order, CancellationToken cancellationToken) => ValueTask.FromResult(
        order.GatewayKey != TransferMemo.Of(order.Attempt) || clock.GetUtcNow() >= order.OpenedAt + options.AttemptLifetime + options.StatementLag
            ? GatewayOutcome.NotFound
            : GatewayOutcome.Pending);

    /// <summary>A finance officer sends it through the bank and records it; until then it is on its way.</summary>
    public ValueTask<RefundOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new RefundOutcome(OutcomeKind.Pending, Why: "to be sent by bank transfer"));

    public Result<GatewayCallback> ReadCallback(RawCallback raw, DateTimeOffset now) => PaymentProblems.CallbackUnreadable;
}
