using PublicServices.Finance;
using PublicServices.Functions.Hosting;
using PublicServices.Infra.Sandbox;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>Declares the feature's kinds of records, for export, verification and the rebuilding of lists.</summary>
internal static class PaymentKinds
{
    public static void Declare(Triggers triggers)
    {
        triggers.Kind(
            PaymentLimits.Kind,
            () => PaymentsJson.Default.Payment,
            (_, version, payment) => RowsOf(payment, version),
            PaymentSoundness.Faults,
            PaymentWake.Of);
        triggers.Kind(
            ReceiveCallback.StrayKind,
            () => PaymentsJson.Default.StrayCallback,
            (id, version, stray) => PaymentViews.Project(PaymentViews.Of(id, version, stray)));
        triggers.Kind("sbx", () => SandboxJson.Default.SandboxCharge);
    }

    private static IEnumerable<ViewChange> RowsOf(Payment payment, long version)
    {
        var changed = PaymentViews.Of(payment, version);
        return PaymentViews.Project(changed)
            .Concat(StatementViews.Project(changed))
            .Concat(PaymentViews.NamesOf(payment, version).SelectMany(PaymentViews.Project));
    }
}
