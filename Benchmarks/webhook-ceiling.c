/* The least that a receiver of webhooks does: libmicrohttpd takes the body, its HMAC is verified, the answer is 202 or 401.
   Nothing is parsed and nothing kept, so it is the ceiling for whatever is built on the same library.
   webhook-ceiling PORT, with the secret in WEBHOOK_SECRET; ends with its standard input. */
#include <microhttpd.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BODY_LIMIT = 1 << 20, THREADS = 2 };

struct body {
    size_t count, room;
    unsigned char *bytes;
};

static const char *secret;

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status) {
    struct MHD_Response *response = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static int is_signed(struct MHD_Connection *connection, const struct body *body) {
    const char *given = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Hub-Signature-256");
    unsigned char code[32];
    unsigned length = sizeof code;
    char text[7 + 64 + 1] = "sha256=";
    HMAC(EVP_sha256(), secret, (int)strlen(secret), body->bytes, body->count, code, &length);
    for (unsigned index = 0; index < length; index++) sprintf(text + 7 + 2 * index, "%02x", code[index]);
    return given && strlen(given) == 71 && CRYPTO_memcmp(given, text, 71) == 0;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **state) {
    (void)context, (void)url, (void)method, (void)version;
    struct body *body = *state;
    if (!body) return (*state = calloc(1, sizeof *body)) ? MHD_YES : MHD_NO;
    if (*upload_size == 0) return answer(connection, is_signed(connection, body) ? 202 : 401);
    size_t count = body->count + *upload_size;
    if (count > BODY_LIMIT) return MHD_NO;
    if (count > body->room) {
        unsigned char *bytes = realloc(body->bytes, 2 * count);
        if (!bytes) return MHD_NO;
        body->bytes = bytes;
        body->room = 2 * count;
    }
    memcpy(body->bytes + body->count, upload, *upload_size);
    body->count = count;
    *upload_size = 0;
    return MHD_YES;
}

static void complete(void *context, struct MHD_Connection *connection, void **state,
                     enum MHD_RequestTerminationCode code) {
    (void)context, (void)connection, (void)code;
    struct body *body = *state;
    if (body) free(body->bytes);
    free(body);
}

int main(int count, char **arguments) {
    secret = getenv("WEBHOOK_SECRET");
    if (count != 2 || !secret) return fputs("usage: WEBHOOK_SECRET=... webhook-ceiling PORT\n", stderr), 2;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(arguments[1]), NULL, NULL, handle, NULL,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS, MHD_OPTION_NOTIFY_COMPLETED, complete, NULL, MHD_OPTION_END);
    if (!daemon) return fputs("webhook-ceiling: cannot listen\n", stderr), 3;
    for (char byte; read(0, &byte, 1) > 0;) continue;
    MHD_stop_daemon(daemon);
    return 0;
}
