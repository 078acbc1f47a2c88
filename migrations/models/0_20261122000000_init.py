from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE EXTENSION IF NOT EXISTS unaccent;
        CREATE TEXT SEARCH CONFIGURATION acetate (COPY = simple);
        ALTER TEXT SEARCH CONFIGURATION acetate
            ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
        CREATE FUNCTION acetate_fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
            AS $f$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $f$;
        CREATE TABLE "jobs" (
    "id" UUID NOT NULL PRIMARY KEY,
    "name" VARCHAR(100) NOT NULL,
    "queue" VARCHAR(20) NOT NULL,
    "args" JSONB NOT NULL,
    "status" VARCHAR(10) NOT NULL DEFAULT 'queued',
    "attempts" INT NOT NULL DEFAULT 0,
    "max_attempts" INT NOT NULL DEFAULT 5,
    "unique_key" VARCHAR(200) UNIQUE,
    "run_at" TIMESTAMPTZ NOT NULL,
    "sent_at" TIMESTAMPTZ,
    "lease_until" TIMESTAMPTZ,
    "lease_token" UUID,
    "error" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "finished_at" TIMESTAMPTZ
);
CREATE TABLE "users" (
    "id" UUID NOT NULL PRIMARY KEY,
    "handle" VARCHAR(30) NOT NULL UNIQUE,
    "email" VARCHAR(254) NOT NULL,
    "email_key" VARCHAR(254) NOT NULL UNIQUE,
    "password_hash" VARCHAR(200) NOT NULL,
    "display_name" VARCHAR(100) NOT NULL,
    "bio_md" TEXT NOT NULL DEFAULT '',
    "links" JSONB NOT NULL DEFAULT '[]',
    "role" VARCHAR(10) NOT NULL DEFAULT 'listener',
    "is_admin" BOOL NOT NULL DEFAULT False,
    "created_at" TIMESTAMPTZ NOT NULL,
    "disabled_at" TIMESTAMPTZ
);
CREATE TABLE "collaborators" (
    "id" UUID NOT NULL PRIMARY KEY,
    "role" VARCHAR(12) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "library_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_collaborato_library_1feff8" UNIQUE ("library_id", "user_id")
);
CREATE INDEX "idx_collaborato_user_id_494fe4" ON "collaborators" ("user_id");
CREATE TABLE "sessions" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "access_hash" VARCHAR(64) NOT NULL UNIQUE,
    "access_expires_at" TIMESTAMPTZ,
    "refresh_hash" VARCHAR(64) UNIQUE,
    "previous_refresh_hash" VARCHAR(64),
    "rotated_at" TIMESTAMPTZ,
    "expires_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "last_seen_at" TIMESTAMPTZ NOT NULL,
    "revoked_at" TIMESTAMPTZ,
    "revoked_why" VARCHAR(40),
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_sessions_user_id_80072d" ON "sessions" ("user_id");
CREATE TABLE "assets" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "composite_sha256" VARCHAR(64),
    "size" BIGINT NOT NULL,
    "filename" VARCHAR(1000) NOT NULL,
    "state" VARCHAR(10) NOT NULL DEFAULT 'uploaded',
    "lease_until" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "library_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_assets_library_89e05a" UNIQUE ("library_id", "kind", "sha256")
);
CREATE TABLE "library_usage" (
    "used_bytes" BIGINT NOT NULL DEFAULT 0,
    "reserved_bytes" BIGINT NOT NULL DEFAULT 0,
    "library_id" UUID NOT NULL PRIMARY KEY REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE TABLE "uploads" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "filename" VARCHAR(1000) NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "part_size" BIGINT NOT NULL,
    "parts_total" INT NOT NULL,
    "store_ref" TEXT NOT NULL DEFAULT '',
    "status" VARCHAR(12) NOT NULL DEFAULT 'open',
    "challenge" JSONB,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "asset_id" UUID REFERENCES "assets" ("id") ON DELETE SET NULL,
    "library_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    "started_by_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_uploads_library_b068de" ON "uploads" ("library_id", "sha256");
CREATE INDEX "idx_uploads_status_1c4d9f" ON "uploads" ("status", "expires_at");
CREATE TABLE "upload_parts" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "n" INT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "md5" VARCHAR(32) NOT NULL,
    "upload_id" UUID NOT NULL REFERENCES "uploads" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_upload_part_upload__1cbb24" UNIQUE ("upload_id", "n")
);
CREATE TABLE "tags" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(50) NOT NULL UNIQUE,
    "label" VARCHAR(50) NOT NULL
);
CREATE TABLE "tracks" (
    "id" UUID NOT NULL PRIMARY KEY,
    "slug" VARCHAR(120) NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "description_md" TEXT NOT NULL DEFAULT '',
    "liner_notes_md" TEXT NOT NULL DEFAULT '',
    "session" JSONB NOT NULL DEFAULT '{}',
    "genre" VARCHAR(100) NOT NULL DEFAULT '',
    "license" VARCHAR(40) NOT NULL DEFAULT 'all-rights-reserved',
    "license_text" TEXT NOT NULL DEFAULT '',
    "isrc" VARCHAR(12),
    "artist_name" VARCHAR(100) NOT NULL,
    "tag_names" JSONB NOT NULL DEFAULT '[]',
    "art_render" UUID,
    "visibility" VARCHAR(10) NOT NULL DEFAULT 'private',
    "secret_hash" VARCHAR(64),
    "secret_token" VARCHAR(64),
    "release_state" VARCHAR(10) NOT NULL DEFAULT 'draft',
    "release_at" TIMESTAMPTZ,
    "teaser_from" TIMESTAMPTZ,
    "vault" BOOL NOT NULL DEFAULT False,
    "paid_download" BOOL NOT NULL DEFAULT False,
    "download_policy" VARCHAR(10) NOT NULL DEFAULT 'disabled',
    "comments_open" BOOL NOT NULL DEFAULT True,
    "primary_version_id" UUID,
    "play_count" BIGINT NOT NULL DEFAULT 0,
    "comment_count" INT NOT NULL DEFAULT 0,
    "rev" INT NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "artwork_id" UUID REFERENCES "assets" ("id") ON DELETE SET NULL,
    "owner_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_tracks_owner_i_5bbad3" UNIQUE ("owner_id", "slug")
);
CREATE INDEX "idx_tracks_slug_beb93f" ON "tracks" ("slug");
CREATE TABLE "credits" (
    "id" UUID NOT NULL PRIMARY KEY,
    "person" VARCHAR(100) NOT NULL,
    "role" VARCHAR(100) NOT NULL,
    "url" VARCHAR(2000) NOT NULL DEFAULT '',
    "position" INT NOT NULL DEFAULT 0,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_credits_track_i_c5e4cf" ON "credits" ("track_id", "position");
CREATE TABLE "track_tags" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "tag_id" BIGINT NOT NULL REFERENCES "tags" ("id") ON DELETE CASCADE,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_track_tags_track_i_9d20e5" UNIQUE ("track_id", "tag_id")
);
CREATE INDEX "idx_track_tags_tag_id_49379d" ON "track_tags" ("tag_id");
CREATE TABLE "track_versions" (
    "id" UUID NOT NULL PRIMARY KEY,
    "label" VARCHAR(100) NOT NULL,
    "position" INT NOT NULL DEFAULT 0,
    "status" VARCHAR(10) NOT NULL DEFAULT 'pending',
    "progress" SMALLINT NOT NULL DEFAULT 0,
    "failure" JSONB,
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "render_id" UUID,
    "duration_ms" BIGINT,
    "sample_rate" INT,
    "channels" SMALLINT,
    "bit_depth" SMALLINT,
    "codec" VARCHAR(40),
    "file_tags" JSONB NOT NULL DEFAULT '{}',
    "lufs" DOUBLE PRECISION,
    "lra" DOUBLE PRECISION,
    "true_peak" DOUBLE PRECISION,
    "ready_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "original_id" UUID NOT NULL REFERENCES "assets" ("id") ON DELETE RESTRICT,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_track_versi_track_i_a628dd" ON "track_versions" ("track_id", "position");
CREATE INDEX "idx_track_versi_origina_643916" ON "track_versions" ("original_id");
CREATE TABLE "stems" (
    "id" UUID NOT NULL PRIMARY KEY,
    "role" VARCHAR(10) NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "position" INT NOT NULL DEFAULT 0,
    "credits" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ NOT NULL,
    "asset_id" UUID NOT NULL REFERENCES "assets" ("id") ON DELETE RESTRICT,
    "version_id" UUID NOT NULL REFERENCES "track_versions" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_stems_version_2ba390" ON "stems" ("version_id", "position");
CREATE INDEX "idx_stems_asset_i_20e8fd" ON "stems" ("asset_id");
CREATE TABLE "transcodes" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "tier" VARCHAR(10) NOT NULL DEFAULT 'std',
    "status" VARCHAR(10) NOT NULL,
    "render_id" UUID NOT NULL,
    "path" VARCHAR(200) NOT NULL DEFAULT '',
    "codecs" VARCHAR(40) NOT NULL DEFAULT '',
    "bandwidth" INT NOT NULL DEFAULT 0,
    "average_bandwidth" INT NOT NULL DEFAULT 0,
    "segments" INT NOT NULL DEFAULT 0,
    "priming" INT NOT NULL DEFAULT 0,
    "samples" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "files" JSONB NOT NULL DEFAULT '[]',
    "failure" JSONB,
    "created_at" TIMESTAMPTZ NOT NULL,
    "version_id" UUID NOT NULL REFERENCES "track_versions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_transcodes_version_756fe8" UNIQUE ("version_id", "kind")
);
CREATE TABLE "waveforms" (
    "render_id" UUID NOT NULL,
    "sample_rate" INT NOT NULL,
    "samples_per_pixel" INT NOT NULL DEFAULT 256,
    "points" INT NOT NULL,
    "overview" JSONB NOT NULL DEFAULT '[]',
    "version_id" UUID NOT NULL PRIMARY KEY REFERENCES "track_versions" ("id") ON DELETE CASCADE
);
CREATE TABLE "comments" (
    "id" UUID NOT NULL PRIMARY KEY,
    "at_ms" INT,
    "body_md" TEXT NOT NULL,
    "body_html" TEXT NOT NULL,
    "status" VARCHAR(10) NOT NULL DEFAULT 'visible',
    "created_at" TIMESTAMPTZ NOT NULL,
    "deleted_at" TIMESTAMPTZ,
    "parent_id" UUID REFERENCES "comments" ("id") ON DELETE CASCADE,
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    "version_id" UUID REFERENCES "track_versions" ("id") ON DELETE SET NULL
);
CREATE INDEX "idx_comments_track_i_6626ba" ON "comments" ("track_id", "at_ms");
CREATE INDEX "idx_comments_user_id_d0d99f" ON "comments" ("user_id");
CREATE INDEX "idx_comments_parent__5f1653" ON "comments" ("parent_id");
CREATE TABLE "analytics_daily" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "day" DATE NOT NULL,
    "plays" INT NOT NULL DEFAULT 0,
    "uniques" INT NOT NULL DEFAULT 0,
    "completions" INT NOT NULL DEFAULT 0,
    "repeats" INT NOT NULL DEFAULT 0,
    "staff_plays" INT NOT NULL DEFAULT 0,
    "bot_plays" INT NOT NULL DEFAULT 0,
    "ms_listened" BIGINT NOT NULL DEFAULT 0,
    "retention" JSONB NOT NULL DEFAULT '[]',
    "quiet_plays" INT NOT NULL DEFAULT 0,
    "quiet_completions" INT NOT NULL DEFAULT 0,
    "quiet_ms" BIGINT NOT NULL DEFAULT 0,
    "countries" JSONB NOT NULL DEFAULT '{}',
    "referrers" JSONB NOT NULL DEFAULT '{}',
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_analytics_d_track_i_9a9bcd" UNIQUE ("track_id", "day")
);
CREATE TABLE "analytics_play" (
    "id" UUID NOT NULL PRIMARY KEY,
    "version_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "visitor" BYTEA,
    "first_at" TIMESTAMPTZ NOT NULL,
    "last_at" TIMESTAMPTZ NOT NULL,
    "ms_listened" BIGINT NOT NULL DEFAULT 0,
    "ranges" INT8MULTIRANGE NOT NULL DEFAULT '{}',
    "duration_ms" BIGINT NOT NULL,
    "completed" BOOL NOT NULL DEFAULT False,
    "staff" BOOL NOT NULL DEFAULT False,
    "bot" BOOL NOT NULL DEFAULT False,
    "place" VARCHAR(10) NOT NULL DEFAULT 'page',
    "referrer" VARCHAR(253),
    "country" VARCHAR(2),
    "agent" VARCHAR(40),
    "why" VARCHAR(40) NOT NULL DEFAULT '',
    "track_id" UUID NOT NULL REFERENCES "tracks" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_analytics_p_track_i_10831d" ON "analytics_play" ("track_id", "day");
CREATE INDEX "idx_analytics_p_day_2e391e" ON "analytics_play" ("day");
CREATE TABLE "visitor_salts" (
    "day" DATE NOT NULL PRIMARY KEY,
    "salt" BYTEA NOT NULL
);
CREATE TABLE "aerich" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSONB NOT NULL
);
        ALTER TABLE tracks ADD COLUMN search tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('acetate', title), 'A')
            || setweight(to_tsvector('acetate', artist_name), 'B')
            || setweight(jsonb_to_tsvector('acetate', tag_names, '["string"]'), 'B')
            || setweight(to_tsvector('acetate', genre), 'C')
            || setweight(to_tsvector('acetate', description_md), 'D')) STORED;
        ALTER TABLE users ADD COLUMN search tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('acetate', display_name), 'A')
            || setweight(to_tsvector('acetate', handle), 'A')
            || setweight(to_tsvector('acetate', bio_md), 'D')) STORED;
        CREATE INDEX tracks_search ON tracks USING gin (search) WITH (fastupdate = off)
            WHERE visibility = 'public' AND deleted_at IS NULL;
        CREATE INDEX tracks_title_trgm ON tracks USING gin (acetate_fold(title) gin_trgm_ops)
            WHERE visibility = 'public' AND deleted_at IS NULL;
        CREATE INDEX tracks_recent ON tracks (release_at DESC, id DESC)
            WHERE visibility = 'public' AND deleted_at IS NULL;
        CREATE INDEX tracks_owner ON tracks (owner_id) WHERE deleted_at IS NULL;
        CREATE INDEX users_search ON users USING gin (search);
        CREATE INDEX jobs_due ON jobs (run_at) WHERE status = 'queued';
        CREATE INDEX jobs_leases ON jobs (lease_until) WHERE status = 'running';
        CREATE UNIQUE INDEX uploads_open ON uploads (library_id, kind, sha256, started_by_id)
            WHERE status IN ('open', 'completing');
        CREATE INDEX comments_held ON comments (track_id) WHERE status = 'held';
        ALTER TABLE users ADD CONSTRAINT users_handle_form
            CHECK (handle ~ '^[a-z0-9](?:[a-z0-9_-]{0,28}[a-z0-9])?$');
        ALTER TABLE users ADD CONSTRAINT users_role CHECK (role IN ('listener', 'artist'));
        ALTER TABLE sessions ADD CONSTRAINT sessions_kind CHECK (kind IN ('web', 'device'));
        ALTER TABLE collaborators ADD CONSTRAINT collaborators_role
            CHECK (role IN ('editor', 'contributor', 'listener'));
        ALTER TABLE assets ADD CONSTRAINT assets_form CHECK (size > 0 AND sha256 ~ '^[0-9a-f]{64}$'
            AND kind IN ('original', 'stem', 'image') AND state IN ('uploaded', 'verified', 'mismatch'));
        ALTER TABLE uploads ADD CONSTRAINT uploads_form CHECK (size > 0 AND parts_total > 0
            AND status IN ('open', 'completing', 'done', 'aborted', 'expired'));
        ALTER TABLE library_usage ADD CONSTRAINT library_usage_positive
            CHECK (used_bytes >= 0 AND reserved_bytes >= 0);
        ALTER TABLE jobs ADD CONSTRAINT jobs_status
            CHECK (status IN ('queued', 'running', 'done', 'failed'));
        ALTER TABLE tracks ADD CONSTRAINT tracks_form CHECK (
            visibility IN ('public', 'unlisted', 'private')
            AND release_state IN ('draft', 'scheduled', 'live')
            AND download_policy IN ('disabled', '320', 'original', 'stems')
            AND (release_state <> 'scheduled' OR release_at IS NOT NULL));
        ALTER TABLE track_versions ADD CONSTRAINT track_versions_form CHECK (
            status IN ('pending', 'processing', 'ready', 'failed')
            AND (status <> 'ready' OR (render_id IS NOT NULL AND duration_ms IS NOT NULL))
            AND (status <> 'failed' OR failure IS NOT NULL));
        ALTER TABLE tracks ADD CONSTRAINT tracks_primary_version
            FOREIGN KEY (primary_version_id) REFERENCES track_versions (id)
            ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
        ALTER TABLE transcodes ADD CONSTRAINT transcodes_form CHECK (
            kind IN ('opus', 'aac', 'mp3', 'flac') AND tier IN ('std', 'lossless')
            AND status IN ('ready', 'failed'));
        ALTER TABLE stems ADD CONSTRAINT stems_role
            CHECK (role IN ('vocal', 'drum', 'bass', 'guitar', 'synth', 'fx', 'other'));
        ALTER TABLE comments ADD CONSTRAINT comments_form CHECK (
            status IN ('visible', 'held', 'hidden', 'deleted') AND (at_ms IS NULL OR at_ms >= 0));
        ALTER TABLE analytics_play ADD CONSTRAINT analytics_play_form
            CHECK (ms_listened >= 0 AND duration_ms > 0);
        """


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP TABLE visitor_salts, analytics_daily, analytics_play, comments, track_tags, tags,
            credits, stems, waveforms, transcodes, track_versions, tracks, library_usage,
            upload_parts, uploads, assets, collaborators, sessions, users, jobs CASCADE;
        DROP FUNCTION acetate_fold(text);
        DROP TEXT SEARCH CONFIGURATION acetate;
        """


MODELS_STATE = (
    "eJztXetz4riW/1dU+TI9VZlUdx7ds/TWVkFCd3MvCbmBdM/cYQoEFsE3tsTYcmh2dv73leQHfsjGBkOMRx+mJ8g6wv"
    "wkHR2d558nJtGQYZ/9g0xOGuDPEwxNxP4IN5+CE7hYrBt5A4UTQ/T7D5mIBjixqQWnlLXNoGEj1qQhe2rpC6oTzHv2"
    "MAILHU0RIDOwJNbzGRg7WP/DQaNntBqDZ4QWNoBggSydaPoUsKHBzCImmCAdP4GZbiAN0KU+RWf8GzUyZV/JnuxjcI"
    "+WkidE58hiX/Hb76xZxxr6jmz/4+J5NNORoUWQ0zU+gGgf0dVCtD0+dm4+iZ78xSejKTEcE697L1Z0TnDQ3XF07YzT"
    "8GdPCCMLUqSFoMWOYXgz4De5b8waqOWg4FW1dYOGZtAx+ASd/PfMwVM+L8Be4enZUrfQma7ZZxgtR7r2P95LhghGo7"
    "veYNRvD0ajk8TM8peJzYfXNCWYrwodUw7Zn3+5466hEa0n/AuuvzQf3ly8/1GAQWz6ZImHAriTvwQhpNAlFfCv8Rb/"
    "TyB+PYeWHHG/fwxz9qLboO03rOFeL38fPh+gPUB6YsLvIwPhJzpnH9+9fZuB8dfmg4CZ9RI4E7Zf3U185z06d59xvN"
    "f4st/pFAI4IKghwud5AD5Px/c8AS+0nuwkuv/o9+7k6Pr9Y+AynkbB/wFDt+kRgpwBKkeCj2za9h9GGMw3t81f4jhf"
    "d3utOAvhA7RioNsUUkcCO1/UbeyYAvoOe0WIpygxBWvqw61wd1dpSdYcao+et/96bD+2bxrA7TDED493d527zw1gOR"
    "izyRjim95duwE0gtEQf2p2urz3DPKTMH6+5mM+uXhPButJbA1KkbmgknnqYJqyO0Iksclhb72vyXkbn5W3O/CbJ/6t"
    "P52/u/xw+fPF+8ufWRfxZkHLhwycO3eDGIh8jrYAMk52ODCv4mBeVQfMtUhZ5ECMUm3FMzwZroCQd8AjMd+ZmHUoJr"
    "Y+41Fs+SVBvmEQUd1EcqDXVPHT0SM78/84wjPyxEJQ62Fj5c12BuiDzm27P2je3kcOzpvmoM2fnIvWVaz1zfvY/ASD"
    "gG+dwRfAP4J/sxMjfr4G/Qb/PuHvBB1KRpgsR1ALLUy/1UctehwjTLeY7hBZCfMd32LVFYmqNL0+JpnzayBoo5GDqW"
    "4UneMYqZrn6s8zJc8IF9GBxMh2UIYcz9xuVHisUUWWRawkngP0PUV2CwhKETWqi+Gg/csg+2oYbI9u7+6z3z1+X4yi"
    "PWXHLMNmi+MoSqkkkKqwrjwSyEzHuj3fatpjpOqEqtoJxTX1s+eQ7pg3TOD0eQktbZR4Qs5JWt/kI/PcjLdADJ/EJH"
    "E0+Xt6ppRrwieY/WxKrBOJqSXy/DTL5jIN9cxpfOkTE02ItgLLOQEmXAkbCdAxgJhwA8cPNjD0iQWtVdK2UpBWYjr5"
    "7cTrMHLNHY6NLP7n7zGbym/RJ8q8UgHzikWMFO3/ZkWpT1tlQ8BJ+6Yz6D00ANJ0tp+G+Lp3N3jotB5FI4OYgT5xxJ"
    "Nupz9o37VZM1ez87ffSk96nkdPep6uJz2PK0uUyPJ3FFmiLDX3XStCVSZjrK6UUuCu5Z8/BRANkSg4GZwJcSuxZJPo"
    "fiIW0p/wP9EqcaDEMPWEpUcbVegMKYrqunW91y24DKSd2C5lP5/9aETdk7fZv27etE8Sy1ahugnV0E6VQ/o6F4M+sm"
    "33FyfuBP6jzOuA7XYq4IZls1WBtJ+YCD+xyJKhAogFNPTCvZ8APy3BHLIrrc2dqXRqA6GaswG0EHhGCyp3vypj0M1u"
    "V+qKUL0rwjP7pdteEXzaSl8RvrVbDbBEkyG+aX/tXHOnCbGutxL/S3eTUA5w+3WAg9Mp47Ajzr2KwBwjKwftCtn931"
    "/mgPr9ZSrS/JEUaPR9wdihvcV1VjqAUshWTSEbcfRAMzbavPDuitPVzaum/N21sNiZRRx7tC3kqQPUwcy4b/QtQrfU"
    "0UUpFTerMjfb/uhSZ9bxzLLSt6ez0Rrr26FNRzZC2zimxmnVzB/TzDO5hzxvd3ZHKBVXrzJX9+dqOS/k3B8jq58sfJ"
    "lHpXKZrlG5TChUlJFtn0Y2ZQs6YluQQF1iCPJnI90KxH9QThNQk4fB2wSfgfEcYs1AY8D+B8bIhLrhxstzqwwmlgkN"
    "3UaaeDyFNvppRgwNaR+9vmOg2wDagC8dLWkV2uP3qPj8SrGj0wzrkDv1RY7UNUXtlOYXeQ7Ti/TD9CJxmIoNUgTdgK"
    "CG9p/zqzyKO9YrPRbxKqG6C9hVYZR3Cvms8jLeC84LaNtLwk7QworpOGEdV/Y+omw13V4YcDUqakGO09UQ771Ykic6"
    "GZkS8SM9lGtNccBUE0n5Yk8qgn3Ebxk6fi6UUCUgOHxGlZCgN3F0g+rYPuPfJ5Hwfvt9P3Owl/QqxxUzcBLx5o+gHn"
    "kSvUQlgwGGuPkwYK0Ndquh3qp5fe8g3R5BzdQlAbktwqCGOOXeEyKLTcWE0e1rLoKW8DTIr7FlrP5Wr9eNrP5WJ85i"
    "Hm9bbQa5QJx10l01QTI1iDIKpS/x+poGmCTEQd9m2mOkyjhQNeNAgbjREBuIx2bGeK5H/umfD8iA1PPtlmtg4wGhR7"
    "br0zSxUa4Z/Ebfg13hlYVX2Nd/e6RCYQV1BAnaNpIlOysCUZOPUVeAnIVBoLYjQo9ikLpCxG4nFhfKFFQboeLWJtmV"
    "uwhCAz5GXQGaEtNEeFeOdO2OUieQCllSwxZu+CTRL/hg9jAaEPbPZki7bpjloz/eUcrXclgL2Jzdo05idA7OwHSr8/"
    "qo3Wx2bq0osnneEDpHgEz+g6YU2ExWQ8BhAFq8WbeAPYfnV+9PAVlipIHJChCM/Pwi4A0E3M79Y9LWXPbgObKY+KFr"
    "7qCJZCbKAF0RA3TtwxN7D53PnbtmtwGIpT/pGBpD3B+0bxtsByBziDu3zc/tBtBNj829vlLS2zLSSZFvgzVFlaeiMu"
    "EmTORgu0SnaFQcahlt/dway8fc1v9XJpXoT6lJtn2KwyXX3ie8bq7t/zo/v7j4cP724v3PV5cfPlz9/DZIup18lJV9"
    "u8WZWkwbn1S788ItRc3XYZoacpN3b/ParjON10mmzePQtj1IA+ID2vXcu7usaELkSfQwfbzv9po3vBSC32mIv7YfOp"
    "86vO0FWTr7+aztttO/bQ6uvzSAqdsmpNN5NY7WSuVartpGOXaThDI45ttj9TU4qqxvKk1ZZYIo8qQpy2M0PaySvWLX"
    "kpzmCGTuavRjQ9RoLUYtfhblSYlHZHYYM8QxLiEmupZgOhYIfXWHqtNq2mdQV8TMINGzx80Q6ep2n+EGFpC8WnehCn"
    "fjq9gxiKwX9mFGLEAWCHsXHZGYD/ra8I9CkW6RJQ+94n/+4RAKeapvMn1OU7/v4Vt2CPSqmqj0qvEb+1GtOza7Rkz4"
    "3BdTfEXpjrpQ34H1Xf6+2gb1JK1CPhv5Ai6AyQMkx4XCN1Xv+TpRBc5T/mVit0Br97YgC7UO7hEZwdbrC0uecGuTAa"
    "ovmJAKPP+9MzAWZyVPpTb2z76w1ZodgWSJAX81cYLqkqS7JY6bJ+9udH58o/cp+C1UDzeUxUql563KIa3s35Wzfyur"
    "1eGsVsoqe3gpVfl37DuZKzv0R8WXdoRMre+t1zfH0WbiEoUSI2sm+iGqOuFfWoX1QHxN4poeJR8hUoHy+QLl11L7tv"
    "4cjkyHsE+8uR4xiXnQGpMK79t3DaF65DXdbu+77UHn7jMv6WYu2MWSTcUQ3/TueDEHgtEQN1u9hwH38eAxZJS7eLR/"
    "ue888Bb3WqNtJTuWX+1tDg0+vIT1pyc5iBDtlOigmqaPg6U2qFCG56odBUfiZaGca5RzTcqsi2iWgvaiMI2qXB/PxV"
    "MtC1wtQPUjUydFcU0QKmiVH9irlKtcr0SF7SZsE7t2M7zQj9vcEdm8ORCqeXZtRDZ8ckdAZS8A7h673XzOi0KrI1HD"
    "FXZdvGcD1Wgh79WlKoRYqgnXx3OTGXcUzOBmW+63OaRgCW2goakBubOTcGcSNtjlHGFR2fTxoSv6uBVRP/oaB/TmRz"
    "An7NcJq6wbnEyJ1LS7v6+RxjV7OLhbAe8WyZylfpaKHRK9p7dbK+vScEilc7pdV5LSLxV5GfNRCueThjJV7d1UZWpX"
    "RdD1utcQ2os8quCLdFXwRUIVHOHbea+BESJ1BdxQTCVwBtv1llK3FFBxaTqyrKpUUuWaiU+6VEz0nmSKiFPRJ7d0SI"
    "Cma0xEY+IbwUxiE7mxZPJdesc8vniit7+Fea4G/gLK464qHndu2Zsip96aooYH315y6afnGE9xfj94XvHjxtexClWV"
    "8bofq/NFothGzmobmeU2EpgGrDoBbLrPUIjkqKM1Sruwhc++vEda5LxUIm+myEv9GNgdJd66pfSMC7zhNVUleVfEeU"
    "ukXT/+O13WDYLMN0u6PYyEc72rl/RCi0/BUqdzoZvkQSae6JyUfosS55GIvVESMjGPTwkU/UpCroqEfFwVYraISfna"
    "u+YBKS9kyqNRbh4ebxtAsxxziFvNfr8BJmxRDvHnx86g+dAAT45OoTXE/V/vBl8afILpfIg//cJe5vsQ9wZfeJ0ZIh"
    "b/VvJh2fErVKfFpO+AoMqTtq1eL5eweJEhK14oUXEvomJIeZPbUXZNouqBhVfpLk6zypsyfckrb8o9eFNWbZbL8fyL"
    "yrh5IY1JxgrUzNvvyzq1URn33/plSjqNXYOjy6t6zmnHimuqd9oD48sPnevBa+kXBvDpRKJe4M2nWdoFCp9yJ8zg1Z"
    "wB5cYxv7imDSYWWdoITFYfwZh/t8hvMSOGhrRTMGbTjYwxgKxJt2wK+GrRZDkzyhx6h+RUynXqVV2nCuZeKDfvQoUK"
    "uV/lubpepd9cr5L5p/luKYJtQFBD1UA58CbElTxuya562me62/smCzHGY+5HNhev4pnsmj1kB6RvD8k4IoNKankOyY"
    "WOpojr0E3H1qdenSNe0Ihd0Zi8a5+BsVuIeuSeaTwt45gtCPHRHoMZQprrI4ygNZ0Dd0vKzsw9fpPUH5mXZ7L8RFOG"
    "85TwSP4t1Kz0+RXQ54vpKMD0/f415PnvznOp288z9O3nSuF+cIV76M1GpoR7pGcfSVIeqxfMoVOQGDrn85hQZBfEPE"
    "mpMM+Z9mVd+zmvTSREUg2bCP9ayQH5519HZBNhWFmFOHpAcKwr/QBOi4Y+RdguBGuI5IDAQsP4ydKf5tT+yc/KnMQ6"
    "rVMZ8F/mQf8yHfzLNOxHlDHtYqw8Snesy/vQjFy3rWmRhe73r18px/JzbIVus0UgjpHVUPTeC9cONAVFhJIIUTXEkj"
    "q4avAEoRbiCp4iCpQolUqDFLPb67Y+0Q2dStKd5HN5jI5wwBNyYekvXuHOKL7hB1HF5P1jq9u5boCFM2FH+xA/3nU7"
    "fZFY0cHC5KYN8f1D52tz0GadQsO8ulejjaYWoqM5tOeFdFlRsvqdr3solexCRskzKhQmF6dTWG/G2kJuXdedyvcmBj"
    "kgD9IsOKNJDrRujvKfm4fmpwF3tmaPh7h//aV989jl7MeezpHmGJz/dDtfGfMx9JeKcB4f3uIOklHKEhwkK7Y7jsQf"
    "0sck0yGS8pmyRjOLmEWnOUaq5rnK8/wioEnMcIsQtldxipemTxOb2gkj2hdnDVrC8yk3N5cxj61erxuZwlYnruZ4vG"
    "21GesUc8c66a7Hmyz/vq6NNLLE8uwcmUgnaBXiORD3ARstCJPqt77ISIY5pCSh25xeomqNPInJE51+syUECL/TEN/e"
    "X/B8Pm+HOK32UN8tPmRXQ76YEtNE7LtGfq78AvslQXvA/eJ7TYTnKvCkqPBuYddakydE3c5jX06ttCoxjA24YqA5WH"
    "bUZtXAidAddaDcgaveeJwgDfRUxBN0Rw16adGJFnopAKLX+3DQvYtD96460KmAwnSo6xtQ6Cy0LWc9SqlmvSqzLrlO"
    "e28fdszjkU/bzHqUUulMqjPJyb0NLbokVtG8TlEqJSFHT8mwG31eRMM0KlY4O1ZYYJUEV1WwiEayhpdUjvhgd0uXAG"
    "vdy1dEeN8OBSxSs6QUCRNb59KtySqOWm5UMF0unDyNVRko1S9zglQju+Ouc0epK0ga1I2V8DnYEacbPlDfH6eOUHGt"
    "5o4g3bMh6gTP3qN80zJhhJj8hljfUZGkGKxvZlJ5aQ9pfG04dSn3o/VTY0ZzzIceqBQWlUth4U1PoRlY09SpFNCBrS"
    "Aq/7TKP12F+9/m/NOxGIsyMK3V1SWBaMAeq5TPO3IbShM3QrelTSJH+I6WL9G3qX8HxAImtCmyzsDYjfRgUI2BiMAR"
    "qT0gpchc8PKExEaAOHThUJ5GS4QB2HNZMq6Sx96+cA5PEu6776g84VXKK6KySe07+E4lmi6jiCSF1JFcv/M5Ra6pDx"
    "nZxRgthyixcsMPYpFd7bubzt3nBvC68Diu3nW733cbLTLliSJ4+0O7efNrA3Cj9GqIPzU7wn9yBnXfxfLVPSLZ23I2"
    "JJmzvgkNI33th+iOeu1fnH94Hyx7/iFrxfdvm91uctnzCXVkWSzSw3ZDJDsF7VbTaHOwMF0mVmL2PoUipsM0KmC6rJ"
    "kIBNYigmGESLktxEINHAu6ybRkCu0M9VaMcCv2XDFEX0fFZUNeSX5kSQNGU+GPUdUI/vL8VucQY+9aXkTqCNPVCNcy"
    "ZJCJTtn7LagkZD8b0wihAjVmndZQoeRCAUH9IvLLz5Q1Y9egFGeSDME5TFQN8a0OafgMZyaZhk8GgWnpyjyC2BTMOM"
    "XxLfUMuG96j61uG9w/tK87/Y4HfeAzLB7ypnUYHLv0d+PoWrAYuG5/hW0ObPmvHS0QlNnK0hGOUCmcc+AslFhbZeZY"
    "06nYgyrHHqhosnRR6DjjivJEk6m4or/D3g6bdRPTnBEGEyVTPjvKCUo5QVXRZaeQE5S/q0sAtu7lB2MMsHAFwrBtHE"
    "kV+QU80/tsiBphHeek2Obqs92DZtxx6grUoSNmqimU7RjmELYgv6AZsSSZCH04exgNCPtnM6jfQmPVCNViTpre7pN7"
    "aK63ZqZ7ZogT5HPNDDwgATcpC6+sBljOkYWATm1AJv9BU/Z/aDF6XpVtyQufQsCjhbi2GNhwZfPCbjqVu2eWPL40Gi"
    "Wa5uqZrYRENIryx6yIP6aYnQTi+dzcfNoqe2ae9O4f+w1AFo49xM3mdQNAOPXy/ZmLiyH+1OWNMwNO4/vldfzYqC5L"
    "QZBVF06ao3+fnoY2lSRc9BvL8YstG9Xj8+fcYqlX30nzVX2rKiok76i4WUCZp0Q6v/D7H2tVpugSPc/lQX+e4UF/nv"
    "SgF74PKcwiw1vi0A7fe4S1fBeJCRMml7omW6vpDj1hmqP2zS7N34zdyyx2YRltA6eUVsEqtil6SlFFpDtHhkgUiOJk"
    "sXTTizPJG3e0plAQikUlPG4LekmHiI4axQP7RE9WtCjSAYnCOT/O3M+xsGNkhZwi6xDTouK6Xgt55YqUzo7q64q0XZ"
    "mI0spDVG2m9+JR8bLOkFGGT0X90hOexjwAosurShlRAnOjxNYWNkWmm9p842dOS9s3YfCCwIPkBxtwD+qQ2QsCe04s"
    "CviY3NxF58jkH8CC/QI7aVorY8DN6U5SrWZV4zevms5tP4YypbouXXX9elGpVcNzT3qE0YItvoX+XZZxZ5M6IUp7OJ"
    "TPr97HQfaaqgHtgujFFIVrArVUJXgSdgq96GhZ5G4aplFKgpMdrqoJ+bqIAJhDFvddzg4kiVdB7ihfDt9Jtvb9IyWi"
    "dch1Ml2yDntpbhasx5COTHvMc/mx7cFT/XHlhKFjxIXesffTxx+ZPOwF3QDvC8AzQgtbOKEtDDhlY2NCxUeKvkuc2f"
    "b6TUUzD4p3cdMOOrYr8IkPCyb/Y6oyEFZJkHfnKv/5HfSvUUqJ0k7vCdFWI1OyggdsK6UYUdYkVfamKmOVDtq/DLKP"
    "6UBr2e3dffa7x89uCeRzakpk+g2g+0QK9i1gPz4PwpMX3dY5fWIGwg+i5/fXTr/T6rYbwOsyxF/a3ZsGmLMfx/7u3N"
    "y079gnXdMQHuKbdrc9EIW03RM2fki/jpOhMrmkQ19fk4uK/v47RH+vBeoCMnOESCVnVIHfewXUvwAWwDNEouCMwfnK"
    "pq3a7HmVm2ATqCXnJng1/4RqLtld1KLr8qdxRlsCujUv1hs6WzavWVdSKgHU2kXlx2GNyJRFfWnCXgULQ981U0TtwN"
    "5rpcdQ6VCJTSRaWDTdLMJGN1ZUn9ojUdM0n3XkGw+mJxi55RzBE+GfRIMGV6cAGkseXT8l5sLh9gqI0RLMLGIK84Yo"
    "CHoKMGKMErArE+tAicwTqfTvGOIhHv/h6IiOxozSwdxUIio3LecEQPuZdeMmFErAxPtepDUCLyfq+kax/zBxv4H39N"
    "5AfHe+wpbs/XfLI6BqWfJnh6hlqbmFZ5NamBQNjNs9S/VyvCe0DFWuS4n7lcjr/aa7lfj9jzoWpTRDlPtDigAYolAQ"
    "8hbOkZkQ45cSzAljjEpB6Yl1SFrjPBXGEIWC8MS1mM1mo6JcMUaloOQtE0ILAxmhUTDyFtMecTc/9qsLypYxwqNG88"
    "DBoxa7VGN5Nct099AIkfIP5Q1lhDK6N8CijCRGddSLvzRW4oKyncAlpVWwrqEpWmUuTHXUOB6YNwtNkCXVXqbz5ghR"
    "NXhzHaoeWWiGLAtZheYiQqTmoqy5UB4VylxdBRPVZnP160R73zNZ8ERiehHtp/mMLgu/b66kyu7ti2F6Cp7RCmlgsg"
    "rMHcj6wQZkiYGufQQWWhCLp0HGxgoII8hS1xBOzaZcxsDCusLdbSmxRDgLBHNoz4HDQ4d53Dg0KBsUUv6M/ThqEf5N"
    "cEbZY7ok3K5jn4Hxcr4au+mZl3N9OgeWw913xXnLzTjeWwFiAU0X9pozIGxFS2iDOWKzCviG0Wygu+E0LnMCYwviJ2"
    "SPeRg7e0R/Ntli1kXjEJMZMHWDoYDYatTsU++rObmpP7nFe9k7Tw3IdreIgxcA9P/VBZQ403nuyHeJJYjH1wQmoeOP"
    "rBHfxP+5PLJ4mqrlHqgGd97R600Z0Aob0DwWKrv7YWitUpbhmigGXpDr7ShdKqS3Ok9+DYRdJuu2OnfNh1/lcTEtib"
    "zb+nXQbiYSvFk23cLvPkxXw1iLOrndG3CrGQ6RqQmu9AQr28bh9Wea4wrIhRWWMcI6pRU5uApTaNGli54QA0Gc6fQg"
    "XfMTRrivCQhawjMgv/iWIjH0et0IB2t14pGyj7et9sObd4J1rasup5jzC6Ic0CiEcyA8IZLzORNfj0KhmwNdkSkkiW"
    "9GnQ2f4IAB3zyXYFJ5ELRWszSPb4UoAm6YZit8K3ZrixU1ubrIATLrlV7UhD+TWeskWoWsqiYBSQ1BzgNxOsBxeNke"
    "kwXOpIMbENQP2vKrxyznhRau113V4pGjqQyUykCpDJTpBsqvrlK4Dw1p2rzw49Msc6WnXB5xC17O/HmDOQI2mlrIM/"
    "lBbt37wQbeUCKhtDAPIs01EH4ETzy2K2YNTBgrSxx3hzTV1bBqVCFJZKZNI93WZntrLr+Bw6fY0rpRUdayb/NGgrm/"
    "DiNqIkufzmU8yHuSyX7gus8mvpOO/w67XSZg/F3iL3d0ad1obS8iDYdIapH5L35Zvsp1Wb7KuCxfJW5zbFMVQNjrXk"
    "N03+Wqr/ouo77qO1l9VUylt+Ust+GA5PCOqq9znlUjx/euh9lf/w/Hcu8g"
)
