using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class UnicodeTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Trần Gia Hân 🦉")]
    public void IsSound_RealCharacters_Are(string text) => UnicodeText.IsSound(text).Should().BeTrue();

    [Fact]
    public void IsSound_WhatIsNoCharacter_IsNot()
    {
        // Not as test data: compiled attributes hold UTF-8, which cannot say half a character.
        string[] unsound = ["\ud800", "a\udc00", "\udc00\ud800", "a\ufffe", "\uffff"];
        unsound.Where(text => UnicodeText.IsSound(text)).Should().BeEmpty();
    }
}
