using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>Anybody can check a receipt: by its QR code, or by pasting the address under it.</summary>
[EnableRateLimiting(WebSetup.PublicPolicy)]
public sealed class VerifyModel(IReceiptSigner signer) : ServicePage
{
    /// <summary>Longest text that is looked at: an address with a token in it.</summary>
    private const int MaxTextLength = 400;

    public bool IsAsked { get; private set; }

    public Receipt? Receipt { get; private set; }

    public IActionResult OnGet(string? token, string? text)
    {
        if (token is null && !string.IsNullOrWhiteSpace(text) && text.Length <= MaxTextLength) token = text.Trim().Split('/')[^1];
        IsAsked = token is not null || !string.IsNullOrWhiteSpace(text);
        Receipt = token is null || token.Length > Kernel.Receipt.MaxTokenChars ? null : signer.Verify(token);
        if (IsAsked && Receipt is null) Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
