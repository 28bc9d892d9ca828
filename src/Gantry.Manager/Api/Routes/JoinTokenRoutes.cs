using System.Text.Json;
using Gantry.Manager.Api.Views;
using Gantry.Manager.Api.Watch;
using Gantry.Manager.Control;
using Gantry.Model.Api;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Routes;

internal static class JoinTokenRoutes
{
    public static void MapJoinTokens(this RouteTable routes, ControlApi api)
    {
        routes.List("/v1/join-tokens", "Tokens with which machines may join, without what is secret of them.", _ => Feeds.JoinTokens(api.Time));
        routes.Answer(
            HttpMethods.Post,
            "/v1/join-tokens",
            new RouteRule(Access.Admin, "Makes a join token. Its text is told in this answer and never again.") { Request = typeof(JoinTokenRequest), Response = typeof(NewJoinToken) },
            request => CreateAsync(api, request));
        routes.Answer(
            HttpMethods.Delete,
            "/v1/join-tokens/{joinToken}",
            new RouteRule(Access.Admin, "Revokes a join token: nobody joins with it any more. Who has joined stays.") { Response = typeof(JoinTokenItem) },
            request => RevokeAsync(api, request));
    }

    private static async Task<ApiAnswer> CreateAsync(ControlApi api, ChangeRequest request)
    {
        var asked = request.Read<JoinTokenRequest>();
        var (token, text) = ChangeAnswers.Done(await api.Commands.JoinTokens.CreateAsync(
            asked.Role, TimeSpan.FromSeconds(asked.LifeSeconds), asked.Uses, request.JoinTokenCondition, request.Actor, request.IsDryRun, request.Aborted));
        var made = new NewJoinToken(JoinTokenView.Of(token, api.Time.GetUtcNow()), text.ToString(), api.Managers());
        return new ApiAnswer(200, JsonSerializer.SerializeToUtf8Bytes(made, ApiJson.Default.NewJoinToken));
    }

    private static async Task<ApiAnswer> RevokeAsync(ControlApi api, ChangeRequest request)
    {
        var id = api.Store.Current.JoinTokenNamed(request.Http.RouteText("joinToken")).Id;
        var token = ChangeAnswers.Done(await api.Commands.JoinTokens.RevokeAsync(id, request.JoinTokenCondition, request.Actor, request.IsDryRun, request.Aborted));
        return new ApiAnswer(200, JsonSerializer.SerializeToUtf8Bytes(JoinTokenView.Of(token, api.Time.GetUtcNow()), ApiJson.Default.JoinTokenItem));
    }
}
