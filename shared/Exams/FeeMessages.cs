using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>What registrations ask of payments.</summary>
internal static class FeeMessages
{
    private static readonly LocalText Purpose = new("Lệ phí đăng ký dự thi tốt nghiệp THPT", "Registration fee for the high-school graduation exam");

    /// <summary>Asks for the fee of a registration that has one to pay; the session is the payment's.</summary>
    public static Message Request(RecordId id, Registration registration, Asked asked, string stem) =>
        PaymentContracts.FeeRequested.Write(
            $"{stem}-f",
            registration.Payment!.Value,
            asked.ArrivedAt,
            asked.Correlation,
            new FeeRequestedV1(
                registration.Payment.Value,
                id,
                "exams",
                registration.FeeAmount!.Value,
                Purpose,
                registration.DossierCode!,
                registration.Form.Name!,
                registration.PayUntil!.Value,
                registration.FeeRule!,
                registration.Form.Unit!));

    /// <summary>Says that a payment is not needed; money that came or comes all the same goes back.</summary>
    public static Message Withdraw(RecordId id, RecordId payment, string reason, Asked asked, string stem) =>
        PaymentContracts.FeeWithdrawn.Write(
            $"{stem}-w", payment, asked.ArrivedAt, asked.Correlation, new FeeWithdrawnV1(payment, id, reason));
}
