using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments.Pages;

/// <summary>What the panel of a transfer shows.</summary>
public sealed record TransferPanel(TransferToMake Transfer, Money Amount);
