using PublicServices.Contracts;
using PublicServices.Functions.Hosting;
using PublicServices.Infra.Sandbox;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>Wires payments: operations, gateways, routes, messages and views.</summary>
public static class PaymentsFeature
{
    private const string Consumer = "payments";
    private const string ViewsConsumer = "payments-views";
    private const string SandboxConsumer = "sandbox";

    public static void Register(IServiceCollection services, Triggers triggers)
    {
        AddOperations(services);
        services.AddGateways();
        MapMessages(triggers);
        PaymentsRoutes.Map(triggers);
        PaymentKinds.Declare(triggers);
    }

    private static void AddOperations(IServiceCollection services) => services
        .AddSingleton<PaymentBook>()
        .AddSingleton(provider => GatewaysSetup.SweepScheduleFrom(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<RequestFee>()
        .AddSingleton<WithdrawFee>()
        .AddSingleton<LapseFee>()
        .AddSingleton<AttemptOpening>()
        .AddSingleton<OpenAttempt>()
        .AddSingleton<ReceiveCallback>()
        .AddSingleton<ApplyCallback>()
        .AddSingleton<SweepAttempt>()
        .AddSingleton(provider => RefundLimitsSetup.Read(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<RefundMoney>()
        .AddSingleton<CheckRefund>()
        .AddSingleton<SweepRefund>()
        .AddSingleton<ChooseOverpayment>()
        .AddSingleton<CloseCase>()
        .AddSingleton<EndDispute>()
        .AddSingleton<CloseStray>()
        .AddSingleton<FindPayments>()
        .AddSingleton<ListCases>()
        .AddSingleton<AskGateways>()
        .AddSingleton<LookUpMoney>()
        .AddSingleton<ApplyNotice>()
        .AddSingleton<CreditTransfer>()
        .AddSingleton<RecordTransfer>()
        .AddSingleton<RecordRefundSent>()
        .AddSingleton<ReadPayment>();

    private static void MapMessages(Triggers triggers)
    {
        triggers.On<FeeRequestedV1, RequestFee>(Consumer, PaymentContracts.FeeRequested, handler => handler.HandleAsync);
        triggers.On<FeeWithdrawnV1, WithdrawFee>(Consumer, PaymentContracts.FeeWithdrawn, handler => handler.HandleAsync);
        triggers.On<LapseDueV1, LapseFee>(Consumer, PaymentMessages.LapseDue, handler => handler.HandleAsync);
        triggers.On<CallbackReceivedV1, ApplyCallback>(Consumer, PaymentMessages.CallbackReceived, handler => handler.HandleAsync);
        triggers.On<SweepDueV1, SweepAttempt>(Consumer, PaymentMessages.SweepDue, handler => handler.HandleAsync);
        triggers.On<RefundDueV1, SweepRefund>(Consumer, PaymentMessages.RefundDue, handler => handler.HandleAsync);
        triggers.On<NoticeReceivedV1, ApplyNotice>(Consumer, PaymentMessages.NoticeReceived, handler => handler.HandleAsync);
        triggers.On<TransferReceivedV1, CreditTransfer>(Consumer, TransferContracts.TransferReceived, handler => handler.HandleAsync);
        triggers.Project(ViewsConsumer, PaymentContracts.PaymentChanged, PaymentViews.Project);
        triggers.Project(ViewsConsumer, PaymentMessages.AttemptNamed, PaymentViews.Project);
        triggers.On<SandboxCallbackDueV1, SendSandboxCallback>(SandboxConsumer, SandboxMessages.CallbackDue, handler => handler.HandleAsync);
    }
}
